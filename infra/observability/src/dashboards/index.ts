import type { Dashboard } from '../dashboard.ts'
import { background } from './background.ts'
import { money } from './money.ts'
import { processes } from './processes.ts'
import { providers } from './providers.ts'
import { traffic } from './traffic.ts'

/** Every dashboard; each is the file `grafana/<id>.json`. */
export const DASHBOARDS: readonly Dashboard[] = [traffic, providers, money, background, processes]
