export { errorForm, readError } from './errors.ts'
export { readResult } from './read-result.ts'
export { readStream } from './read-stream.ts'
export { readUsage, usageToOpenAi } from './usage.ts'
