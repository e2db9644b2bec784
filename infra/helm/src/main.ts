import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { CHART, writtenFiles } from './chart.ts'

mkdirSync(path.join(CHART, 'files'), { recursive: true })
for (const [file, text] of Object.entries(writtenFiles())) writeFileSync(path.join(CHART, file), text)
