/** A component that is drawn again only when one of its properties is another. */
import { Component, type ComponentChild, type FunctionComponent, h } from 'preact'

export function memo<Props extends object>(draw: (props: Props) => ComponentChild): FunctionComponent<Props> {
  return (props) => h(Kept<Props>, { draw, props })
}

interface KeptProps<Props> {
  readonly draw: (props: Props) => ComponentChild
  readonly props: Props
}

class Kept<Props extends object> extends Component<KeptProps<Props>> {
  override shouldComponentUpdate({ props }: KeptProps<Props>): boolean {
    return Object.entries(props).some(([name, value]) => Reflect.get(this.props.props, name) !== value)
  }

  override render(): ComponentChild {
    return this.props.draw(this.props.props)
  }
}
