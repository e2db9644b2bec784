import type Anthropic from '@anthropic-ai/sdk'
import type {
  Content,
  GenerateContentResponse,
  GenerationConfig,
  SafetySetting,
  Tool,
  ToolConfig,
} from '@google/genai'
import type OpenAI from 'openai'

/** Google's SDK has enums where the wire has strings. */
type Plain<T> = T extends string
  ? `${T}`
  : T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : T extends object
      ? { [Key in keyof T]: Plain<T[Key]> }
      : T

/** The request types of the official SDKs, by dialect. The corpus is generated from these. */
export type CallerBody = {
  'openai-chat': OpenAI.ChatCompletionCreateParamsNonStreaming
  'openai-responses': OpenAI.Responses.ResponseCreateParamsNonStreaming
  'anthropic-messages': Anthropic.MessageCreateParamsNonStreaming
  gemini: Plain<{
    model: string
    contents: Content[]
    systemInstruction?: Content
    tools?: Tool[]
    toolConfig?: ToolConfig
    generationConfig?: GenerationConfig
    safetySettings?: SafetySetting[]
    cachedContent?: string
  }>
}

/**
 * The answer types of each dialect, without the shorthands of Google's class, which are not on the wire, and without
 * the fields of OpenAI's responses that repeat the request.
 */
export type ProviderAnswer = {
  'openai-chat': OpenAI.ChatCompletion
  'openai-responses': Pick<
    OpenAI.Responses.Response,
    'id' | 'object' | 'created_at' | 'model' | 'output' | 'status' | 'error' | 'incomplete_details' | 'usage'
  > & { service_tier?: string }
  'anthropic-messages': Anthropic.Message
  gemini: Plain<
    Pick<
      GenerateContentResponse,
      | 'candidates'
      | 'createTime'
      | 'modelVersion'
      | 'promptFeedback'
      | 'responseId'
      | 'usageMetadata'
      | 'modelStatus'
    >
  >
}
