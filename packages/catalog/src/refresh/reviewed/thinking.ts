import type { Thinking } from '../../thinking.ts'

/** What is known of a family of models. `models` matches an id with dashes for dots, without dates and `:free`. */
type Family = { models: RegExp; thinking: Thinking; requiresThoughtSignature?: true }

/** A page or data set that says it, and the day on which it was read. */
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

const claude = (models: RegExp, thinking: Thinking): Family => ({ models, thinking })
const LOW_TO_MAX = ['low', 'medium', 'high', 'xhigh', 'max'] as const

const ANTHROPIC: Reviewed = {
  source: 'anthropic-models',
  url: 'https://platform.claude.com/docs/en/about-claude/models/overview',
  date: '2026-11-29',
  families: [
    // Sonnet 5.5 turns off only what it thinks before it begins (`between_tools`).
    claude(/^anthropic\/claude-(opus-5-5|sonnet-5-5|fable|mythos)/, adaptive(false, ...LOW_TO_MAX)),
    claude(/^anthropic\/claude-(haiku-5-5|opus-5|sonnet-5|opus-4-[78])/, adaptive(true, ...LOW_TO_MAX)),
    claude(/^anthropic\/claude-(opus|sonnet)-4-6/, {
      mode: 'adaptive',
      efforts: ['low', 'medium', 'high', 'max'],
      canDisable: true,
      budget: { minTokens: 1024 },
    }),
    claude(/^anthropic\/claude-((opus|sonnet|haiku)-4(-[15])?|3-7-sonnet)$/, budget(true, 1024)),
    claude(/^anthropic\/claude-3-(haiku|opus|sonnet|5-haiku|5-sonnet)$/, NONE),
  ],
}

const gemini = (models: RegExp, ...efforts: Effort[]): Family => ({
  models,
  thinking: effort(false, ...efforts),
  requiresThoughtSignature: true,
})

const GOOGLE: Reviewed = {
  source: 'google-thinking',
  url: 'https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/thinking',
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
    // Picture models think by themselves, and want their signatures back all the same.
    { models: /^google\/gemini-3.*-image/, thinking: FIXED, requiresThoughtSignature: true },
    { models: /^google\/gemini-2-5-pro/, thinking: budget(false, 128, 32_768) },
    { models: /^google\/gemini-2-5-flash-lite/, thinking: budget(true, 512, 24_576) },
    { models: /^google\/gemini-2-5-flash-image/, thinking: NONE },
    { models: /^google\/gemini-2-5-flash/, thinking: budget(true, 1, 24_576) },
    { models: /^google\/(gemini-(1|2-0)|gemma-[23])/, thinking: NONE },
    { models: /^google\/gemma-4/, thinking: TOGGLE },
  ],
}

const openAi = (models: RegExp, thinking: Thinking): Family => ({ models, thinking })

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
    openAi(/^openai\/gpt-oss/, effort(false, 'low', 'medium', 'high')),
    openAi(/^openai\/(gpt-3-5|gpt-4|gpt-audio|text-embedding)/, NONE),
  ],
}

/** Read from the package's own table, which its makers keep by trying each model. */
const OTHERS: Reviewed = {
  source: 'pi-ai',
  url: 'https://www.npmjs.com/package/@earendil-works/pi-ai/v/1.6.0',
  date: '2026-11-20',
  families: [
    { models: /^x-ai\/grok-4-3$/, thinking: effort(true, 'low', 'medium', 'high', 'xhigh') },
    { models: /^x-ai\/grok-4-[567]$/, thinking: effort(false, 'low', 'medium', 'high', 'xhigh') },
    { models: /^x-ai\/grok-.*non-reasoning$/, thinking: NONE },
    { models: /^deepseek\/deepseek-(flash|v4-1-flash)/, thinking: effort(true, 'low', 'high', 'max') },
    { models: /^deepseek\/deepseek-v4-pro/, thinking: effort(true, 'high', 'max') },
    { models: /^moonshotai\/kimi-k3/, thinking: effort(false, 'low', 'high', 'max') },
    { models: /^moonshotai\/kimi-k2-7-code/, thinking: FIXED },
    { models: /^moonshotai\/kimi-k2-6$/, thinking: TOGGLE },
    { models: /^z-ai\/glm-5-3/, thinking: effort(false, 'low', 'high', 'max') },
    { models: /^z-ai\/glm-5-2/, thinking: effort(true, 'high', 'max') },
    { models: /^z-ai\/glm-(4-[567]|5)/, thinking: TOGGLE },
    { models: /^mistralai\/mistral-large-4/, thinking: effort(false, 'low', 'medium', 'high') },
    { models: /^mistralai\/mistral-(medium-3-5|medium-2604|small-2603)/, thinking: effort(true, 'high') },
    {
      models: /^meta\/muse-spark-1-[12]/,
      thinking: effort(false, 'minimal', 'low', 'medium', 'high', 'xhigh'),
    },
  ],
}

export const REVIEWED_THINKING: readonly Reviewed[] = [ANTHROPIC, GOOGLE, OPENAI, OTHERS]

export type KnownThinking = { thinking: Thinking; requiresThoughtSignature?: true; source: string }

/** How a model thinks, where somebody read it. Settings sold as models of their own (`-fast`) think as the model does. */
export const thinkingOf = (id: string): KnownThinking | undefined => {
  const name = plain(id)
  for (const { source, families } of REVIEWED_THINKING) {
    const family = families.find(({ models }) => models.test(name))
    if (family) {
      const { thinking, requiresThoughtSignature } = family
      return { thinking, ...(requiresThoughtSignature ? { requiresThoughtSignature } : {}), source }
    }
  }
  return undefined
}

const plain = (id: string): string =>
  id
    .replace(/:free$/, '')
    .replace(/-20\d{6}$|-20\d\d-\d\d-\d\d$/, '')
    .replaceAll('.', '-')
