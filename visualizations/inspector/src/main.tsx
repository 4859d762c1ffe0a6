import './style.css'
import { render } from 'preact'
import { App } from './app.tsx'
import { followMoment } from './arrivals.ts'
import { followShown } from './looked.ts'
import { followServer } from './opening.ts'
import { followTheme } from './ui/theme.ts'

const page = document.getElementById('page')
if (page !== null) {
  followTheme(document.documentElement)
  followMoment()
  followShown()
  followServer()
  render(<App />, page)
}
