import type { Dashboard } from '../dashboard.ts'
import { computers } from './computers.ts'
import { money } from './money.ts'
import { processes } from './processes.ts'
import { providers } from './providers.ts'
import { realtime } from './realtime.ts'
import { tasks } from './tasks.ts'
import { traffic } from './traffic.ts'

/** Every dashboard; each is the file `grafana/<id>.json`. */
export const DASHBOARDS: readonly Dashboard[] = [
  traffic,
  providers,
  money,
  tasks,
  realtime,
  computers,
  processes,
]
