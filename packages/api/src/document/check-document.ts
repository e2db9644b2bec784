import { readFileSync } from 'node:fs'
import { DOCUMENT_FILE, printDocument } from './printed-document.ts'

if (readFileSync(DOCUMENT_FILE, 'utf8') !== printDocument()) {
  process.stderr.write('openapi.json is stale: `npm run openapi` writes it. Commit it with the change.\n')
  process.exitCode = 1
}
