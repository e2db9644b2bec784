export { buildDocument } from './build-document.ts'
export type * from './open-api.ts'
export { printJson } from './print-curl.ts'
export type { JsonSchema } from './print-schemas.ts'
