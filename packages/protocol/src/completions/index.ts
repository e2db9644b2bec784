export * from './request.ts'
export { limitCompletion } from '../dialects/openai-chat/limit-output.ts'
export { completionErrorForm } from '../dialects/openai-chat/errors.ts'
export { completionRelay } from '../dialects/openai-chat/relay.ts'
