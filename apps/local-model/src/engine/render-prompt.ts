import { JinjaTemplateChatWrapper } from 'node-llama-cpp'
import type { ChatHistoryItem, LlamaModel, Token } from 'node-llama-cpp'

export type PromptMessage = { role: 'system' | 'user' | 'assistant'; text: string }

export type RenderPrompt = (messages: readonly PromptMessage[]) => Token[]

/**
 * Renders a conversation with the chat template of the model's file. A model without a template was not trained on
 * conversations and gets plain text to continue. Text of a message never becomes a control token.
 */
export const createPromptRenderer = (model: LlamaModel): RenderPrompt => {
  const template = model.fileInfo.metadata.tokenizer?.chat_template
  const render = template ? templateRenderer(model, template) : plainRenderer(model)
  return (messages) => withBeginToken(model, render(messages))
}

const templateRenderer = (model: LlamaModel, template: string): RenderPrompt => {
  const wrapper = new JinjaTemplateChatWrapper({ template, tokenizer: model.tokenizer })
  return (messages) => {
    const chatHistory: ChatHistoryItem[] = [...messages.map(toHistoryItem), { type: 'model', response: [] }]
    return wrapper.generateContextState({ chatHistory }).contextText.tokenize(model.tokenizer)
  }
}

const toHistoryItem = ({ role, text }: PromptMessage): ChatHistoryItem =>
  role === 'assistant' ? { type: 'model', response: [text] } : { type: role, text }

const plainRenderer =
  (model: LlamaModel): RenderPrompt =>
  (messages) =>
    model.tokenize(messages.map(({ text }) => text).join('\n\n'))

const withBeginToken = (model: LlamaModel, tokens: Token[]): Token[] => {
  const { bos, shouldPrependBosToken } = model.tokens
  if (!shouldPrependBosToken || bos === null || tokens[0] === bos) return tokens
  return [bos, ...tokens]
}
