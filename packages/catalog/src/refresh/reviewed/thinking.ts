import type { Thinking } from '../../thinking.ts'
import { plainId } from './model-id.ts'

/** Facts about a family of models. `models` matches an id with dashes for dots, without dates and `:free`. */
type Family = {
  models: RegExp
  thinking: Thinking
  requiresThoughtSignature?: true
  /** False if temperature, top-p and similar parameters are refused. */
  hasSampling?: false
  /** False if forcing a tool is refused. */
  hasForcedTools?: false
}

/** A source page or data set, and the day when it was read. */
type Reviewed = { source: string; url: string; date: string; families: readonly Family[] }

type Effort = Extract<Thinking, { mode: 'effort' }>['efforts'][number]

const effort = (canDisable: boolean, ...efforts: Effort[]): Thinking => ({
  mode: 'effort',
  efforts,
  canDisable,
})
const adaptive = (canDisable: boolean, ...efforts: Effort[]): Thinking => ({
  mode: 'adaptive',
  efforts,
  canDisable,
})
const budget = (canDisable: boolean, minTokens: number, maxTokens?: number): Thinking => ({
  mode: 'budget',
  minTokens,
  ...(maxTokens === undefined ? {} : { maxTokens }),
  canDisable,
})
const NONE: Thinking = { mode: 'none' }
const FIXED: Thinking = { mode: 'fixed' }
const TOGGLE: Thinking = { mode: 'toggle' }

const LOW_TO_MAX = ['low', 'medium', 'high', 'xhigh', 'max'] as const

/** From Opus 4.7 on, sampling parameters such as temperature are refused too. */
const claude = (models: RegExp, canDisable: boolean): Family => ({
  models,
  thinking: adaptive(canDisable, ...LOW_TO_MAX),
  hasSampling: false,
})

const ANTHROPIC: Reviewed = {
  source: 'anthropic-models',
  url: 'https://platform.claude.com/docs/en/models/opus-5-5/overview',
  date: '2026-11-29',
  families: [
    // Sonnet 5.5 can only turn off thinking before the answer (`between_tools`).
    {
      ...claude(/^anthropic\/claude-(opus-5-5|sonnet-5-5|(fable|mythos)-5-[12])/, false),
      hasForcedTools: false,
    },
    claude(/^anthropic\/claude-(fable|mythos)/, false),
    claude(/^anthropic\/claude-(haiku-5-5|opus-5|sonnet-5|opus-4-[78])/, true),
  ],
}

const ANTHROPIC_OLDER: Reviewed = {
  source: 'aws-adaptive-thinking',
  url: 'https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-adaptive-thinking.html',
  date: '2026-11-29',
  families: [
    {
      models: /^anthropic\/claude-(opus|sonnet)-4-6/,
      thinking: {
        mode: 'adaptive',
        efforts: ['low', 'medium', 'high', 'max'],
        canDisable: true,
        budget: { minTokens: 1024 },
      },
    },
    {
      models: /^anthropic\/claude-((opus|sonnet|haiku)-4(-[015])?|3-7-sonnet)$/,
      thinking: budget(true, 1024),
    },
    { models: /^anthropic\/claude-3-(haiku|opus|sonnet|5-haiku|5-sonnet)$/, thinking: NONE },
  ],
}

const gemini = (models: RegExp, ...efforts: Effort[]): Family => ({
  models,
  thinking: effort(false, ...efforts),
  requiresThoughtSignature: true,
})

const GOOGLE: Reviewed = {
  source: 'google-thinking',
  url: 'https://ai.google.dev/gemini-api/docs/thinking',
  date: '2026-11-29',
  families: [
    gemini(/^google\/gemini-4-(hydrogen|neon)/, 'low', 'medium', 'high', 'xhigh'),
    gemini(/^google\/gemini-(4-(argon|carbon)|3-[78]-flash|3-1-pro)/, 'low', 'medium', 'high'),
    gemini(/^google\/gemini-3-pro-preview/, 'low', 'high'),
    gemini(
      /^google\/gemini-(3-flash|3-1-flash-lite|3-[56]-flash)(?!.*image)/,
      'minimal',
      'low',
      'medium',
      'high',
    ),
    // Image models always think, and require their signatures back too.
    { models: /^google\/gemini-3.*-image/, thinking: FIXED, requiresThoughtSignature: true },
    { models: /^google\/gemini-2-5-pro/, thinking: budget(false, 128, 32_768) },
    { models: /^google\/gemini-2-5-flash-lite/, thinking: budget(true, 512, 24_576) },
    { models: /^google\/gemini-2-5-flash-image/, thinking: NONE },
    { models: /^google\/gemini-2-5-flash/, thinking: budget(true, 1, 24_576) },
    { models: /^google\/(gemini-(1|2-0)|gemma-[23])/, thinking: NONE },
    { models: /^google\/gemma-4/, thinking: TOGGLE },
  ],
}

/** Sampling parameters such as temperature are refused while a model reasons. */
const openAi = (models: RegExp, thinking: Thinking): Family => ({
  models,
  thinking,
  ...(thinking.mode === 'none' ? {} : { hasSampling: false }),
})

const OPENAI: Reviewed = {
  source: 'openai-reasoning',
  url: 'https://developers.openai.com/api/docs/guides/reasoning',
  date: '2026-11-29',
  families: [
    openAi(/^openai\/gpt-(6-(astra|cyber)|6-1-sol|6-2|5-6-cyber)/, effort(false, ...LOW_TO_MAX)),
    openAi(/^openai\/gpt-(6|5-6)/, effort(true, ...LOW_TO_MAX)),
    openAi(/^openai\/gpt-5-[2-5]-pro$/, effort(false, 'medium', 'high', 'xhigh')),
    openAi(/^openai\/gpt-5-pro$/, effort(false, 'high')),
    openAi(/^openai\/gpt-5(-\d)?-chat/, NONE),
    openAi(
      /^openai\/gpt-5-(1-codex-max|2-codex|3-codex-spark)$/,
      effort(false, 'low', 'medium', 'high', 'xhigh'),
    ),
    openAi(/^openai\/gpt-5(-1)?-codex(-mini)?$/, effort(false, 'low', 'medium', 'high')),
    openAi(/^openai\/gpt-5-[2-5](-mini|-nano|-codex)?$/, effort(true, 'low', 'medium', 'high', 'xhigh')),
    openAi(/^openai\/gpt-5-1$/, effort(true, 'low', 'medium', 'high')),
    openAi(/^openai\/gpt-5(-mini|-nano)?$/, effort(false, 'minimal', 'low', 'medium', 'high')),
    openAi(/^openai\/(o1|o3|o4)(-mini|-pro)?$/, effort(false, 'low', 'medium', 'high')),
    openAi(/^openai\/o[34]-mini-high$/, FIXED),
    { models: /^openai\/gpt-oss/, thinking: effort(false, 'low', 'medium', 'high') },
    openAi(/^openai\/(gpt-3-5|gpt-4|gpt-audio|text-embedding)/, NONE),
  ],
}

/** Other levels are answered with 400. */
const DEEP_RESEARCH: Reviewed = {
  source: 'opencode-deep-research',
  url: 'https://github.com/anomalyco/opencode/pull/26273',
  date: '2026-05-08',
  families: [openAi(/^openai\/o[34](-mini)?-deep-research$/, effort(false, 'medium'))],
}

/** Models without levels. Those with levels are read from pi-ai's table at each refresh. */
const OTHERS: Reviewed = {
  source: 'pi-ai-compat',
  url: 'https://www.npmjs.com/package/@earendil-works/pi-ai/v/1.6.0',
  date: '2026-11-20',
  families: [
    { models: /^x-ai\/grok-.*non-reasoning$/, thinking: NONE },
    { models: /^deepseek\/deepseek-v4-1-flash/, thinking: effort(true, 'low', 'high', 'max') },
    { models: /^deepseek\/deepseek-v4-pro/, thinking: effort(true, 'high', 'max') },
    { models: /^z-ai\/glm-(4-[567]|5)(?!-[23])/, thinking: TOGGLE },
  ],
}

const DEEPSEEK: Reviewed = {
  source: 'deepseek-thinking',
  url: 'https://api-docs.deepseek.com/guides/thinking_mode',
  date: '2026-11-29',
  families: [{ models: /^deepseek\/deepseek-v4-flash/, thinking: effort(true, 'low', 'high', 'max') }],
}

/** Older weights, which their vendor no longer serves, by the documentation of a host. */
const DEEPSEEK_OLDER: Reviewed = {
  source: 'alibaba-deepseek',
  url: 'https://www.alibabacloud.com/help/en/model-studio/deepseek-api',
  date: '2026-11-29',
  families: [
    { models: /^deepseek\/deepseek-r1/, thinking: FIXED },
    { models: /^deepseek\/deepseek-(chat-)?v3-[12]/, thinking: TOGGLE },
  ],
}

/**
 * A temperature other than 1 is answered with 400 (https://github.com/anomalyco/opencode/issues/27796), and top-p is
 * fixed too. Other parameters: https://platform.kimi.ai/docs/api/models-overview
 */
const KIMI: Reviewed = {
  source: 'agentscope-kimi',
  url: 'https://java.agentscope.io/v2/en/integration/model/kimi',
  date: '2026-11-29',
  families: [
    { models: /^moonshotai\/kimi-k2-[56]/, thinking: TOGGLE, hasSampling: false },
    { models: /^moonshotai\/kimi-k2-7-code/, thinking: FIXED, hasSampling: false },
    { models: /^moonshotai\/kimi-k3/, thinking: effort(false, 'low', 'high', 'max'), hasSampling: false },
  ],
}

const MAGISTRAL: Reviewed = {
  source: 'mistral-native-reasoning',
  url: 'https://docs.mistral.ai/resources/deprecated/native-reasoning',
  date: '2026-11-29',
  families: [{ models: /^mistralai\/magistral/, thinking: FIXED }],
}

/** Grok has separate models with and without reasoning. */
const GROK: Reviewed = {
  source: 'oracle-grok-4-20',
  url: 'https://docs.oracle.com/en-us/iaas/Content/generative-ai/xai-grok-4-20.htm',
  date: '2026-11-29',
  families: [{ models: /^x-ai\/grok-4-20(-0309)?-reasoning$/, thinking: FIXED }],
}

/** Always active, and its effort cannot be set. */
const GROK_BUILD: Reviewed = {
  source: 'vercel-grok-build',
  url: 'https://vercel.com/ai-gateway/models/grok-build-0.1/faq',
  date: '2026-11-30',
  families: [{ models: /^x-ai\/grok-build-0-1$/, thinking: FIXED }],
}

const GROK_AGENTS: Reviewed = {
  source: 'openrouter-grok-agents',
  url: 'https://openrouter.ai/x-ai/grok-4.20-multi-agent/api',
  date: '2026-11-29',
  families: [
    { models: /^x-ai\/grok-4-20-multi-agent/, thinking: effort(false, 'low', 'medium', 'high', 'xhigh') },
  ],
}

/** Its page names GPT-5.6 Sol as the model behind the alias. */
const DAYBREAK: Reviewed = {
  source: 'openai-daybreak-blue',
  url: 'https://developers.openai.com/api/docs/models/gpt-daybreak-blue-latest.md',
  date: '2026-11-30',
  families: [openAi(/^openai\/daybreak-blue-latest$/, effort(true, ...LOW_TO_MAX))],
}

export const REVIEWED_THINKING: readonly Reviewed[] = [
  ANTHROPIC,
  ANTHROPIC_OLDER,
  GOOGLE,
  OPENAI,
  DEEP_RESEARCH,
  OTHERS,
  DEEPSEEK,
  DEEPSEEK_OLDER,
  KIMI,
  MAGISTRAL,
  GROK,
  GROK_BUILD,
  GROK_AGENTS,
  DAYBREAK,
]

export type KnownThinking = {
  thinking: Thinking
  requiresThoughtSignature?: true
  hasSampling?: false
  hasForcedTools?: false
  source: string
}

/**
 * How a model thinks, by its vendor's pages. Presets sold as separate models (`-fast`) think like the model itself.
 */
export const thinkingOf = (id: string): KnownThinking | undefined => {
  const name = plainId(id)
  for (const { source, families } of REVIEWED_THINKING) {
    const family = families.find(({ models }) => models.test(name))
    if (family) {
      const { models: _, ...facts } = family
      return { ...facts, source }
    }
  }
  return undefined
}
