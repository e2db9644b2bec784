import { fillTemplate } from './fill-template.ts'
import type { ProviderRow } from './provider.ts'
import { TASK_ROWS } from './task-rows.ts'

/**
 * A provider of OpenAI's chat dialect with the common restrictions: most only support `max_tokens` and no developer
 * role.
 */
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

/** For a region's own host (https://europe-west1-aiplatform.googleapis.com/…) the operator sets `base_url`. */
const vertex = (publisher: string, id: string, name: string, dialect: ProviderRow['dialect']) =>
  ({
    id,
    name,
    dialect,
    baseUrl: `https://aiplatform.googleapis.com/v1/projects/\${GOOGLE_CLOUD_PROJECT}/locations/global/publishers/${publisher}`,
    auth: 'google-service-account',
    apiKeyVariables: ['GOOGLE_VERTEX_CREDENTIALS'],
    sharedCredential: '${GOOGLE_APPLICATION_CREDENTIALS}',
    quirks: {},
    modelPrefix: publisher,
  }) satisfies ProviderRow

const AWS_KEYS = '${AWS_ACCESS_KEY_ID}:${AWS_SECRET_ACCESS_KEY}:${AWS_SESSION_TOKEN:-}'

/** Every provider known by name. Addresses and variables are from each provider's API reference. */
export const PROVIDER_ROWS: readonly ProviderRow[] = [
  openAiLike('openai', 'OpenAI', 'https://api.openai.com/v1', 'OPENAI_API_KEY', {
    quirks: {
      maxTokensField: 'max_completion_tokens',
      hasDeveloperRole: true,
      hasStrictTools: true,
      hasOpenaiFields: true,
    },
    countsIn: 'openai-responses',
  }),
  {
    // The same company and key, for models that are only on the Responses API.
    id: 'openai-responses',
    name: 'OpenAI (Responses)',
    dialect: 'openai-responses',
    baseUrl: 'https://api.openai.com/v1',
    auth: 'bearer',
    apiKeyVariables: ['OPENAI_API_KEY'],
    quirks: { hasStrictTools: true },
    companionOf: 'openai',
    modelPrefix: 'openai',
  },
  // Models are deployments, with the operator's names.
  openAiLike(
    'azure',
    'Azure OpenAI',
    '${AZURE_OPENAI_ENDPOINT}/openai/deployments/{model}?api-version=${AZURE_OPENAI_API_VERSION:-2024-10-21}',
    'AZURE_OPENAI_API_KEY',
    {
      auth: 'api-key',
      modelPrefix: 'openai',
      quirks: { maxTokensField: 'max_completion_tokens', hasDeveloperRole: true, hasStrictTools: true },
    },
  ),
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
  {
    ...vertex('google', 'vertex', 'Google Vertex AI', 'gemini'),
    quirks: { hasGenerateContentRequest: false, taskMethod: 'veo-vertex' },
  },
  {
    // https://docs.cloud.google.com/vertex-ai/generative-ai/docs/embeddings/get-text-embeddings: its older embedding
    // models use `predict`; `gemini-embedding-2` and later ones use Gemini's own method.
    ...vertex('google', 'vertex-predict', 'Google Vertex AI (predict)', 'gemini'),
    quirks: { embeddingMethod: 'predict', imageMethod: 'predict' },
    paths: { embeddings: '/models/{model}:predict', images: '/models/{model}:predict' },
  },
  {
    // https://docs.cloud.google.com/vertex-ai/generative-ai/docs/maas/use-open-models: `meta/llama-…-maas` and the
    // like.
    ...vertex('google', 'vertex-openai', 'Google Vertex AI (open models)', 'openai-chat'),
    baseUrl:
      'https://aiplatform.googleapis.com/v1/projects/${GOOGLE_CLOUD_PROJECT}/locations/global/endpoints/openapi',
    quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false },
  },
  {
    // https://docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude
    ...vertex('anthropic', 'vertex-anthropic', 'Google Vertex AI (Anthropic)', 'anthropic-messages'),
    // https://platform.claude.com/docs/en/build-with-claude/vision: only Anthropic's own API fetches URLs.
    quirks: { versionInBody: 'vertex-2023-10-16', hasMediaUrls: false },
    paths: {
      chat: '/models/{model}:rawPredict',
      stream: '/models/{model}:streamRawPredict',
      count: '/models/count-tokens:rawPredict',
    },
  },
  // https://docs.aws.amazon.com/bedrock/latest/userguide/endpoints.html: these of its APIs have known dialects.
  openAiLike(
    'bedrock',
    'Amazon Bedrock',
    'https://bedrock-runtime.${AWS_REGION:-us-east-1}.amazonaws.com/openai/v1',
    'AWS_BEARER_TOKEN_BEDROCK',
    {
      auth: 'aws',
      sharedCredential: AWS_KEYS,
      quirks: { maxTokensField: 'max_completion_tokens', hasDeveloperRole: false, hasMediaUrls: false },
    },
  ),
  {
    id: 'bedrock-anthropic',
    name: 'Amazon Bedrock (Anthropic)',
    dialect: 'anthropic-messages',
    baseUrl: 'https://bedrock-runtime.${AWS_REGION:-us-east-1}.amazonaws.com/anthropic/v1',
    auth: 'aws',
    apiKeyVariables: ['AWS_BEARER_TOKEN_BEDROCK'],
    sharedCredential: AWS_KEYS,
    quirks: { hasMediaUrls: false },
    modelPrefix: 'anthropic',
    // Bedrock counts with a separate operation, and not for the inference profiles by which its models are called.
    countsIn: null,
  },
  {
    // https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html
    id: 'bedrock-responses',
    name: 'Amazon Bedrock (Responses)',
    dialect: 'openai-responses',
    baseUrl: 'https://bedrock-runtime.${AWS_REGION:-us-east-1}.amazonaws.com/openai/v1',
    auth: 'aws',
    apiKeyVariables: ['AWS_BEARER_TOKEN_BEDROCK'],
    sharedCredential: AWS_KEYS,
    quirks: {},
    countsIn: null,
  },
  openAiLike('xai', 'xAI', 'https://api.x.ai/v1', 'XAI_API_KEY', {
    modelPrefix: 'x-ai',
    quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false, imageMethod: 'xai' },
  }),
  // https://docs.x.ai/developers/model-capabilities/text/comparison: only here with reasoning and search.
  openAiLike('xai-responses', 'xAI (Responses)', 'https://api.x.ai/v1', 'XAI_API_KEY', {
    dialect: 'openai-responses',
    modelPrefix: 'x-ai',
    quirks: { imageMethod: 'xai' },
    countsIn: null,
  }),
  openAiLike('mistral', 'Mistral', 'https://api.mistral.ai/v1', 'MISTRAL_API_KEY', {
    modelPrefix: 'mistralai',
    // https://docs.mistral.ai/api: unknown fields are refused.
    quirks: {
      maxTokensField: 'max_tokens',
      hasDeveloperRole: false,
      hasStreamUsageOption: false,
      callIdLength: 9,
      seedField: 'random_seed',
    },
  }),
  openAiLike('deepseek', 'DeepSeek', 'https://api.deepseek.com/v1', 'DEEPSEEK_API_KEY', {
    quirks: {
      maxTokensField: 'max_tokens',
      hasDeveloperRole: false,
      thinkingField: 'reasoning_content',
      // https://api-docs.deepseek.com/guides/thinking_mode
      hasThinkingSwitch: true,
      mustReplayThinking: true,
      hasJsonSchema: false,
    },
  }),
  openAiLike('groq', 'Groq', 'https://api.groq.com/openai/v1', 'GROQ_API_KEY', {
    quirks: {
      maxTokensField: 'max_completion_tokens',
      hasDeveloperRole: false,
      thinkingField: 'reasoning',
      // https://console.groq.com/docs/speech-to-text: no `diarized_json`; charges at least ten seconds.
      hasSpeakers: false,
      leastSoundSeconds: 10,
      // https://console.groq.com/docs/text-to-speech
      speechFormats: ['wav'],
    },
  }),
  openAiLike('together', 'Together AI', 'https://api.together.ai/v1', 'TOGETHER_API_KEY', {
    quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false, thinkingField: 'reasoning' },
  }),
  openAiLike('fireworks', 'Fireworks AI', 'https://api.fireworks.ai/inference/v1', 'FIREWORKS_API_KEY', {
    quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false, thinkingField: 'reasoning_content' },
  }),
  openAiLike('cerebras', 'Cerebras', 'https://api.cerebras.ai/v1', 'CEREBRAS_API_KEY', {
    quirks: { maxTokensField: 'max_completion_tokens', hasDeveloperRole: false, thinkingField: 'reasoning' },
  }),
  // https://docs.perplexity.ai/docs/agent-api/migrate-from-sonar: chat completions ended on 2026-09-27.
  openAiLike('perplexity', 'Perplexity', 'https://api.perplexity.ai/v1', 'PERPLEXITY_API_KEY', {
    dialect: 'openai-responses',
    quirks: {},
    countsIn: null,
  }),
  openAiLike('cohere', 'Cohere', 'https://api.cohere.ai/compatibility/v1', 'COHERE_API_KEY', {
    quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false, hasStreamUsageOption: false },
  }),
  {
    // https://docs.cohere.com/reference/rerank: part of its own API, which exists beside the one that copies OpenAI's.
    ...openAiLike('cohere-rerank', 'Cohere (Rerank)', 'https://api.cohere.com/v2', 'COHERE_API_KEY'),
    quirks: { rerankMethod: 'cohere' },
    companionOf: 'cohere',
    modelPrefix: 'cohere',
  },
  // https://elevenlabs.io/docs/api-reference: text to speech and speech to text.
  openAiLike('elevenlabs', 'ElevenLabs', 'https://api.elevenlabs.io/v1', 'ELEVENLABS_API_KEY', {
    auth: 'xi-api-key',
    quirks: { speechMethod: 'elevenlabs', transcriptionMethod: 'elevenlabs' },
  }),
  // https://developers.deepgram.com/reference
  openAiLike('deepgram', 'Deepgram', 'https://api.deepgram.com/v1', 'DEEPGRAM_API_KEY', {
    auth: 'token',
    quirks: { transcriptionMethod: 'deepgram' },
  }),
  // https://docs.bfl.ai: images, which are polled until they are ready. The next two as well.
  openAiLike('black-forest-labs', 'Black Forest Labs', 'https://api.bfl.ai/v1', 'BFL_API_KEY', {
    auth: 'x-key',
    quirks: { imageMethod: 'black-forest' },
    // It answers with the address of a region: https://docs.bfl.ai/api_integration/integration_guidelines
    followsWithin: 'bfl.ai',
  }),
  openAiLike('fal', 'fal', 'https://queue.fal.run', 'FAL_KEY', {
    auth: 'key',
    quirks: { imageMethod: 'fal', taskMethod: 'fal' },
  }),
  openAiLike('replicate', 'Replicate', 'https://api.replicate.com/v1', 'REPLICATE_API_TOKEN', {
    quirks: { imageMethod: 'replicate', taskMethod: 'replicate' },
  }),
  // https://api.jina.ai/redoc: embeddings and reranking.
  openAiLike('jina', 'Jina AI', 'https://api.jina.ai/v1', 'JINA_API_KEY', { quirks: {} }),
  // https://docs.voyageai.com/reference/reranker-api
  openAiLike('voyage', 'Voyage AI', 'https://api.voyageai.com/v1', 'VOYAGE_API_KEY', {
    quirks: { rerankMethod: 'voyage' },
    modelPrefix: 'voyageai',
  }),
  openAiLike('moonshot', 'Moonshot AI', 'https://api.moonshot.ai/v1', 'MOONSHOT_API_KEY', {
    modelPrefix: 'moonshotai',
    quirks: {
      maxTokensField: 'max_tokens',
      hasDeveloperRole: false,
      thinkingField: 'reasoning_content',
      hasThinkingSwitch: true,
      mustReplayThinking: true,
    },
  }),
  openAiLike('zai', 'Z.ai', 'https://api.z.ai/api/paas/v4', 'ZAI_API_KEY', {
    modelPrefix: 'z-ai',
    quirks: {
      maxTokensField: 'max_tokens',
      hasDeveloperRole: false,
      thinkingField: 'reasoning_content',
      hasThinkingSwitch: true,
    },
  }),
  // https://platform.minimax.io/docs/api-reference/text-anthropic-api: in OpenAI's dialect most of its models put
  // reasoning into their answers.
  openAiLike('minimax', 'MiniMax', 'https://api.minimax.io/anthropic/v1', 'MINIMAX_API_KEY', {
    dialect: 'anthropic-messages',
    quirks: {},
    countsIn: null,
  }),
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
  openAiLike('xiaomi', 'Xiaomi', 'https://api.xiaomimimo.com/v1', 'XIAOMI_API_KEY', {
    quirks: {
      maxTokensField: 'max_tokens',
      hasDeveloperRole: false,
      thinkingField: 'reasoning_content',
      hasThinkingSwitch: true,
      mustReplayThinking: true,
    },
  }),
  openAiLike('inception', 'Inception', 'https://api.inceptionlabs.ai/v1', 'INCEPTION_API_KEY'),
  openAiLike('upstage', 'Upstage', 'https://api.upstage.ai/v1', 'UPSTAGE_API_KEY'),
  openAiLike('ai21', 'AI21', 'https://api.ai21.com/studio/v1', 'AI21_API_KEY'),
  openAiLike('deepinfra', 'DeepInfra', 'https://api.deepinfra.com/v1/openai', 'DEEPINFRA_API_KEY', {
    quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false, thinkingField: 'reasoning_content' },
  }),
  openAiLike('novita', 'Novita AI', 'https://api.novita.ai/openai/v1', 'NOVITA_API_KEY', {
    quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false, thinkingField: 'reasoning_content' },
  }),
  openAiLike('siliconflow', 'SiliconFlow', 'https://api.siliconflow.com/v1', 'SILICONFLOW_API_KEY', {
    quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false, thinkingField: 'reasoning_content' },
  }),
  openAiLike('nebius', 'Nebius', 'https://api.tokenfactory.nebius.com/v1', 'NEBIUS_API_KEY', {
    quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false, thinkingField: 'reasoning_content' },
  }),
  openAiLike('vercel', 'Vercel AI Gateway', 'https://ai-gateway.vercel.sh/v1', 'AI_GATEWAY_API_KEY', {
    quirks: { maxTokensField: 'max_tokens', thinkingField: 'reasoning', hasReasoningObject: true },
  }),
  openAiLike('nvidia', 'NVIDIA', 'https://integrate.api.nvidia.com/v1', 'NVIDIA_API_KEY'),
  openAiLike('huggingface', 'Hugging Face', 'https://router.huggingface.co/v1', 'HF_TOKEN'),
  openAiLike('openrouter', 'OpenRouter', 'https://openrouter.ai/api/v1', 'OPENROUTER_API_KEY', {
    quirks: {
      maxTokensField: 'max_tokens',
      thinkingField: 'reasoning',
      hasReasoningObject: true,
      imageMethod: 'openrouter',
      taskMethod: 'openrouter-videos',
    },
    paths: { images: '/images', imageEdits: '/images' },
  }),
  openAiLike('ollama', 'Ollama', 'http://127.0.0.1:11434/v1', 'OLLAMA_API_KEY', {
    // https://docs.ollama.com/api/openai-compatibility: only base64.
    quirks: {
      maxTokensField: 'max_tokens',
      hasDeveloperRole: false,
      thinkingField: 'reasoning',
      hasMediaUrls: false,
    },
  }),
  openAiLike('vllm', 'vLLM', 'http://127.0.0.1:8000/v1', 'VLLM_API_KEY', {
    quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false, thinkingField: 'reasoning_content' },
  }),
  openAiLike('lmstudio', 'LM Studio', 'http://127.0.0.1:1234/v1', 'LMSTUDIO_API_KEY'),
  ...TASK_ROWS,
]

/** The row of a provider's id, if it is a known one. */
export const providerRow = (id: string): ProviderRow | undefined => PROVIDER_ROWS.find((row) => row.id === id)

/** The first credential of a row in the environment. */
export const credentialFromEnv = (row: ProviderRow, env: NodeJS.ProcessEnv): string | undefined =>
  row.apiKeyVariables.map((variable) => env[variable]).find((value) => value !== undefined && value !== '')

/** A row's credential that is not only for this provider, if it is in the environment. */
export const sharedCredentialFromEnv = (row: ProviderRow, env: NodeJS.ProcessEnv): string | undefined =>
  row.sharedCredential === undefined ? undefined : fillTemplate(row.sharedCredential, env)

/** A row's address; undefined if the environment lacks a part of it. */
export const baseUrlFromEnv = (row: ProviderRow, env: NodeJS.ProcessEnv): string | undefined =>
  fillTemplate(row.baseUrl, env)
