import type { Way } from './way.ts'
import { aiSdkWays } from './ways/ai-sdk.ts'
import { anthropicWays } from './ways/anthropic.ts'
import { googleWays } from './ways/google.ts'
import { langchainWays } from './ways/langchain.ts'
import { openaiChatWays } from './ways/openai-chat.ts'
import { openaiResponsesWays } from './ways/openai-responses.ts'

/** The ways of one SDK, next to each other on the page. */
export type Group = { title: string; packages: string[]; ways: Way[] }

const AI_SDK = ['@ai-sdk/openai', '@ai-sdk/openai-compatible', '@ai-sdk/anthropic', '@ai-sdk/google']

export const GROUPS: Group[] = [
  { title: 'OpenAI SDK, Chat Completions', packages: ['openai'], ways: openaiChatWays },
  { title: 'OpenAI SDK, Responses', packages: ['openai'], ways: openaiResponsesWays },
  { title: 'Anthropic SDK', packages: ['@anthropic-ai/sdk'], ways: anthropicWays },
  { title: 'Google Gen AI SDK', packages: ['@google/genai'], ways: googleWays },
  {
    title: 'AI SDK, generateText',
    packages: ['ai', ...AI_SDK],
    ways: aiSdkWays.filter((way) => !way.isStream),
  },
  { title: 'AI SDK, streamText', packages: ['ai', ...AI_SDK], ways: aiSdkWays.filter((way) => way.isStream) },
  { title: 'LangChain', packages: ['@langchain/openai'], ways: langchainWays },
]
