export { TAGS } from './operation.ts'
export type { Operation, Parameter, Sample, TagName } from './operation.ts'
export { OPERATIONS } from './operations.ts'
export { EXAMPLE_KEY, EXAMPLE_ORIGIN } from './placeholders.ts'
