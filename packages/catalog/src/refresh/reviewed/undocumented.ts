export type MissingFact =
  | 'how it thinks'
  | 'which tools its vendor runs for it'
  | 'how long its context is'
  | 'a second source for its price'
  | 'what replaces it'

/** The day on which the documents of vendors, hosts and price lists were searched for the missing facts. */
export const SEARCHED_ON = '2026-11-30'

/**
 * Models of which no document has a fact. `check` names each, and fails if the fact is known now. Notes:
 *
 * - GPT-5.5 Cyber is replaced by "the most capable cyber model that you have access to": no model by name.
 * - Pages on GLM 5.2 Fast disagree (2.10, 2.45 and 2.80 dollars for a million tokens of input).
 * - Open weights have the context that their host gives them.
 */
export const UNDOCUMENTED: Readonly<Record<MissingFact, readonly string[]>> = {
  'how it thinks': [
    'google/gemini-2.5-computer-use-preview-10-2025',
    'moonshotai/kimi-k2-thinking',
    'openai/computer-use-preview',
    'openai/computer-use-preview-2025-03-11',
    'openai/daybreak-red-latest',
    'x-ai/grok-4.20',
  ],
  'which tools its vendor runs for it': [
    'anthropic/claude-3-haiku',
    'google/gemini-2.5-computer-use-preview-10-2025',
    'google/gemini-2.5-pro-preview',
    'google/gemini-4-carbon',
    'google/gemini-4-neon',
    'openai/computer-use-preview',
    'openai/computer-use-preview-2025-03-11',
    'openai/gpt-4.1-nano',
    'openai/gpt-4.1-nano-2025-04-14',
    'openai/gpt-5-chat-latest',
    'openai/gpt-5.1-chat-latest',
    'openai/gpt-5.1-codex-mini',
    'openai/gpt-5.2-chat',
    'openai/gpt-5.2-chat-latest',
    'openai/gpt-5.3-chat-latest',
    'openai/gpt-5.3-codex-spark',
    'openai/gpt-5.5-cyber',
    'openai/gpt-5.5-cyber-preview',
    'openai/gpt-5.6-luna-pro',
    'openai/gpt-5.6-sol-pro',
    'openai/gpt-5.6-terra-pro',
    'openai/gpt-6-astra-pro',
    'openai/gpt-6-luna-pro',
    'openai/gpt-6-sol-pro',
    'openai/gpt-6.1-sol-pro',
    'openai/gpt-6.1-terra-pro',
    'openai/gpt-6.2-astra-pro',
    'openai/gpt-6.2-sol-pro',
    'openai/gpt-chat-latest',
    'openai/o1',
    'openai/o1-2024-12-17',
    'openai/o1-pro',
    'openai/o1-pro-2025-03-19',
    'openai/o3-mini',
    'openai/o3-mini-2025-01-31',
    'openai/o3-mini-high',
    'openai/o4-mini-high',
    'x-ai/grok-2',
    'x-ai/grok-build-0.1',
  ],
  'how long its context is': [
    'google/gemma-4-12b-it',
    'openai/gpt-rosalind-discovery',
    'openai/gpt-rosalind-research',
    'qwen/qwen3-omni-30b-a3b-captioner',
    'qwen/qwen3-vl-flash-2025-10-15',
    'qwen/qwen3-vl-flash-2026-01-22',
    'qwen/qwen3.7-max-preview',
    'tencent/hy-mt2-7b',
  ],
  'a second source for its price': [
    'anthropic/claude-fable-5.2-fast',
    'anthropic/claude-mythos-preview',
    'deepseek/deepseek-v4.1-flash-1017-fast',
    'deepseek/deepseek-v4.1-flash-1017-ultrafast',
    'deepseek/deepseek-v4.1-flash-fast',
    'google/gemma-3n-e4b-it',
    'google/gemma-4-12b-it',
    'google/nano-banana-pro-preview',
    'mistralai/labs-devstral-small-2512',
    'mistralai/mistral-large-4-0-8',
    'mistralai/mistral-medium-3.1',
    'mistralai/mistral-small-3.2-24b-instruct',
    'moonshotai/kimi-k3-fast',
    'openai/computer-use-preview',
    'openai/computer-use-preview-2025-03-11',
    'openai/daybreak-red-latest',
    'openai/gpt-5.5-cyber-preview',
    'openai/gpt-6-astra-law',
    'openai/gpt-6.2-astra-pro',
    'openai/gpt-6.2-sol-pro',
    'x-ai/grok-2',
    'x-ai/grok-4.1-fast-non-reasoning',
    'z-ai/glm-5.2-fast',
    'z-ai/glm-5.3-prime',
  ],
  'what replaces it': [
    'mistralai/voxtral-mini-3b-2507',
    'openai/gpt-4o-mini-audio-preview-2024-12-17',
    'openai/gpt-5.5-cyber-preview',
    'x-ai/grok-2-1212',
  ],
}
