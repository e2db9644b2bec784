/** The vocabularies that are public and small enough to include. */
export const ENCODINGS = ['o200k_base', 'cl100k_base'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** OpenAI's older models; Llama 3 and Qwen, whose vocabularies begin with the same hundred thousand tokens. */
const CL100K = /(^|[/.])(gpt-4(?!o|\.|-o)|gpt-3\.5|text-embedding-|meta-llama-3|llama-?3|qwen)/i

/**
 * The vocabulary of a model, by any of its names. Exact for OpenAI's models. Most other vendors publish none that fits
 * here (Claude's and Gemini's are secret or large): they use the closest in size and age.
 */
export const encodingOf = (model: string): Encoding => (CL100K.test(model) ? 'cl100k_base' : 'o200k_base')
