import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { DASHBOARDS } from './dashboards/index.ts'
import { printDashboard } from './print-dashboard.ts'

// npm run dashboards: writes each dashboard as a file for Grafana to import.
for (const dashboard of DASHBOARDS) {
  const file = path.join(import.meta.dirname, '../grafana', `${dashboard.id}.json`)
  writeFileSync(file, printDashboard(dashboard))
}
