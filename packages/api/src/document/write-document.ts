import { writeFileSync } from 'node:fs'
import { DOCUMENT_FILE, printDocument } from './printed-document.ts'

writeFileSync(DOCUMENT_FILE, printDocument())
