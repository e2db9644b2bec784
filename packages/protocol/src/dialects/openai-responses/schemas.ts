export { schemas } from '../openai-chat/schemas.ts'
