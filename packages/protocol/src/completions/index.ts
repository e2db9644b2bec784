export * from './request.ts'
export { completionErrorForm } from '../dialects/openai-chat/errors.ts'
export { completionRelay } from '../dialects/openai-chat/relay.ts'
