/**
 * Models newer than the facts file -> the id of a relative whose modalities and abilities they get: their vendors
 * announced at least the same.
 */
export const RELATIVES: Record<string, string> = {
  'anthropic/claude-fable-5.1': 'anthropic/claude-fable-5',
  'anthropic/claude-fable-5.2': 'anthropic/claude-fable-5.1',
  'deepseek/deepseek-flash': 'deepseek/deepseek-v4-flash',
  'deepseek/deepseek-v4.1-flash': 'deepseek/deepseek-v4-flash',
  'google/gemini-3.8-flash': 'google/gemini-3.7-flash',
  'google/gemini-4-neon': 'google/gemini-4-hydrogen',
  'openai/gpt-5.5-cyber': 'openai/gpt-5.5',
  'openai/gpt-5.5-cyber-preview': 'openai/gpt-5.5',
  'openai/gpt-6-astra': 'openai/gpt-5.6-sol',
  'openai/gpt-6-astra-pro': 'openai/gpt-5.6-sol',
  'openai/gpt-6.2-astra': 'openai/gpt-6-astra',
  'openai/gpt-6.2-sol': 'openai/gpt-6.1-sol',
  'qwen/qwen3.8-flash': 'qwen/qwen3.8-max',
  'qwen/qwen3.8-max-0902': 'qwen/qwen3.8-max',
  'x-ai/grok-4.1-fast-non-reasoning': 'x-ai/grok-4.1-fast',
  'x-ai/grok-4.1-fast-reasoning': 'x-ai/grok-4.1-fast',
  'x-ai/grok-4.7': 'x-ai/grok-4.6',
  'z-ai/glm-5.3': 'z-ai/glm-5.2',
}
