// What pages get: the same names, but a supervisor of their own. The whole one is that of `pulsetree/tree`.
export * from './index.ts'
export {
  type FlatChildOptions as ChildOptions,
  type FlatOptions as SuperviseOptions,
  FlatSupervisor as Supervisor,
} from './supervisor/flat.ts'
export { supervise } from './supervisor/supervise-page.ts'
