import type { ProviderRow } from './provider.ts'

/** A provider that speaks OpenAI's chat dialect the common way: most know only `max_tokens` and no developer role. */
const openAiLike = (
  id: string,
  name: string,
  baseUrl: string,
  apiKeyVariable: string,
  more: Partial<ProviderRow> = {},
): ProviderRow => ({
  id,
  name,
  dialect: 'openai-chat',
  baseUrl,
  auth: 'bearer',
  apiKeyVariables: [apiKeyVariable],
  quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false },
  ...more,
})

/** Every provider known by name. Addresses and variables are those of each provider's own API reference. */
export const PROVIDER_ROWS: readonly ProviderRow[] = [
  openAiLike('openai', 'OpenAI', 'https://api.openai.com/v1', 'OPENAI_API_KEY', {
    quirks: { maxTokensField: 'max_completion_tokens', hasDeveloperRole: true, hasStrictTools: true },
  }),
  {
    id: 'anthropic',
    name: 'Anthropic',
    dialect: 'anthropic-messages',
    baseUrl: 'https://api.anthropic.com/v1',
    auth: 'x-api-key',
    apiKeyVariables: ['ANTHROPIC_API_KEY'],
    quirks: {},
  },
  {
    id: 'gemini',
    name: 'Google Gemini',
    dialect: 'gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    auth: 'x-goog-api-key',
    apiKeyVariables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    quirks: {},
    modelPrefix: 'google',
  },
  openAiLike('xai', 'xAI', 'https://api.x.ai/v1', 'XAI_API_KEY', { modelPrefix: 'x-ai' }),
  openAiLike('mistral', 'Mistral', 'https://api.mistral.ai/v1', 'MISTRAL_API_KEY', {
    modelPrefix: 'mistralai',
    quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false, hasStreamUsageOption: false },
  }),
  openAiLike('deepseek', 'DeepSeek', 'https://api.deepseek.com/v1', 'DEEPSEEK_API_KEY', {
    quirks: {
      maxTokensField: 'max_tokens',
      hasDeveloperRole: false,
      thinkingField: 'reasoning_content',
      hasJsonSchema: false,
    },
  }),
  openAiLike('groq', 'Groq', 'https://api.groq.com/openai/v1', 'GROQ_API_KEY', {
    quirks: { maxTokensField: 'max_completion_tokens', hasDeveloperRole: false, thinkingField: 'reasoning' },
  }),
  openAiLike('together', 'Together AI', 'https://api.together.xyz/v1', 'TOGETHER_API_KEY'),
  openAiLike('fireworks', 'Fireworks AI', 'https://api.fireworks.ai/inference/v1', 'FIREWORKS_API_KEY', {
    quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false, thinkingField: 'reasoning_content' },
  }),
  openAiLike('cerebras', 'Cerebras', 'https://api.cerebras.ai/v1', 'CEREBRAS_API_KEY', {
    quirks: { maxTokensField: 'max_completion_tokens', hasDeveloperRole: false, thinkingField: 'reasoning' },
  }),
  openAiLike('perplexity', 'Perplexity', 'https://api.perplexity.ai', 'PERPLEXITY_API_KEY'),
  openAiLike('cohere', 'Cohere', 'https://api.cohere.ai/compatibility/v1', 'COHERE_API_KEY'),
  openAiLike('moonshot', 'Moonshot AI', 'https://api.moonshot.ai/v1', 'MOONSHOT_API_KEY', {
    modelPrefix: 'moonshotai',
    quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false, thinkingField: 'reasoning_content' },
  }),
  openAiLike('zai', 'Z.ai', 'https://api.z.ai/api/paas/v4', 'ZAI_API_KEY', {
    modelPrefix: 'z-ai',
    quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false, thinkingField: 'reasoning_content' },
  }),
  openAiLike('minimax', 'MiniMax', 'https://api.minimax.io/v1', 'MINIMAX_API_KEY'),
  openAiLike(
    'dashscope',
    'Qwen (DashScope)',
    'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    'DASHSCOPE_API_KEY',
    {
      modelPrefix: 'qwen',
      quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false, thinkingField: 'reasoning_content' },
    },
  ),
  openAiLike('nvidia', 'NVIDIA', 'https://integrate.api.nvidia.com/v1', 'NVIDIA_API_KEY'),
  openAiLike('huggingface', 'Hugging Face', 'https://router.huggingface.co/v1', 'HF_TOKEN'),
  openAiLike('openrouter', 'OpenRouter', 'https://openrouter.ai/api/v1', 'OPENROUTER_API_KEY', {
    quirks: { maxTokensField: 'max_tokens', thinkingField: 'reasoning' },
  }),
  openAiLike('ollama', 'Ollama', 'http://127.0.0.1:11434/v1', 'OLLAMA_API_KEY', {
    quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false, thinkingField: 'reasoning' },
  }),
  openAiLike('vllm', 'vLLM', 'http://127.0.0.1:8000/v1', 'VLLM_API_KEY', {
    quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false, thinkingField: 'reasoning_content' },
  }),
  openAiLike('lmstudio', 'LM Studio', 'http://127.0.0.1:1234/v1', 'LMSTUDIO_API_KEY'),
]

/** The row of a provider's id, if it is a known one. */
export const providerRow = (id: string): ProviderRow | undefined => PROVIDER_ROWS.find((row) => row.id === id)

/** The first credential of a row that the environment holds. */
export const credentialFromEnv = (row: ProviderRow, env: NodeJS.ProcessEnv): string | undefined =>
  row.apiKeyVariables.map((variable) => env[variable]).find((value) => value !== undefined && value !== '')
