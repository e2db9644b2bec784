export * from './request.ts'
export { completionErrorForm, completionRelay } from '../dialects/openai-chat/index.ts'
