import type { Settings } from '../../settings.ts'
import { plainId } from './model-id.ts'

/** `models` matches an id with dashes for dots, without dates. */
type Family = { models: RegExp; settings: Settings }

/** A source page, and the day when it was read. */
type Reviewed = { source: string; url: string; date: string; families: readonly Family[] }

const REFUSED_WHILE_REASONING: Settings['refuses'] = [
  'stop',
  'topLogprobs',
  'frequencyPenalty',
  'presencePenalty',
]

/** The first reasoning models. */
const OPENAI_FIRST: Reviewed = {
  source: 'openai-parameters-of-o',
  url: 'https://community.openai.com/t/developer-role-not-accepted-for-o1-o1-mini-o3-mini/1110750/7',
  date: '2026-11-30',
  families: [
    {
      models: /^openai\/(o1|o3|o4)(-mini|-pro)?$/,
      settings: { refuses: REFUSED_WHILE_REASONING },
    },
  ],
}

/** Models that always reason. No page says what newer ones accept without reasoning. */
const OPENAI: Reviewed = {
  source: 'openai-parameters-of-gpt-5',
  url: 'https://community.openai.com/t/gpt-5-update-documentation-errors/1341049',
  date: '2026-11-30',
  families: [
    {
      models: /^openai\/gpt-5(-mini|-nano|-pro|-codex)?$/,
      settings: { refuses: REFUSED_WHILE_REASONING },
    },
    { models: /^openai\/gpt-(3-5|4)/, settings: { refuses: ['verbosity'] } },
  ],
}

const GLM: Reviewed = {
  source: 'langchain-zhipu',
  url: 'https://reference.langchain.com/javascript/interfaces/_langchain_community.chat_models_zhipuai.ChatZhipuAIParams.html',
  date: '2026-11-30',
  families: [{ models: /^z-ai\/glm-/, settings: { ranges: { temperature: { least: 0, most: 1 } } } }],
}

/**
 * `supports_assistant_prefill` of version 1.110.2. Anthropic’s guide says it of the models of 4.6
 * (https://platform.claude.com/docs/en/about-claude/models/migration-guide).
 */
const CLAUDE: Reviewed = {
  source: 'litellm-prefill',
  url: 'https://pypi.org/project/litellm/1.110.2/',
  date: '2026-11-30',
  families: [
    {
      models:
        /^anthropic\/claude-((opus|sonnet)-(4-[6-8]|5|5-5)|haiku-5-5|fable-5(-1)?|mythos-(5|5-1|preview))(-fast)?$/,
      settings: { hasPrefill: false },
    },
  ],
}

export const REVIEWED_SETTINGS: readonly Reviewed[] = [OPENAI_FIRST, OPENAI, GLM, CLAUDE]

export type KnownSettings = { settings: Settings; source: string }

/** The settings that a model refuses, by its vendor's page; undefined if no page was found. */
export const settingsOf = (id: string): KnownSettings | undefined => {
  const name = plainId(id)
  for (const { source, families } of REVIEWED_SETTINGS) {
    const family = families.find(({ models }) => models.test(name))
    if (family) return { settings: family.settings, source }
  }
  return undefined
}
