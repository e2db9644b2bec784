/** Settings that are numbers, which providers accept from a least to a most. */
export type RangedSetting =
  | 'maxOutputTokens'
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'seed'
  | 'frequencyPenalty'
  | 'presencePenalty'
  | 'topLogprobs'

export type Range = { least?: number; most?: number }
