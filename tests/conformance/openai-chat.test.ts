import { describeWays } from './describe-ways.ts'
import { openaiChatWays } from './ways/openai-chat.ts'

describeWays(openaiChatWays)
