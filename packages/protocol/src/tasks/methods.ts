/** The formats of long tasks, each a file in `wires`. */
export const TASK_METHODS = [
  'openai-videos',
  'veo',
  'veo-vertex',
  'openrouter-videos',
  'kling',
  'runway',
  'luma',
  'minimax',
  'seedance',
  'replicate',
  'fal',
  'midjourney',
  'suno',
] as const
export type TaskMethod = (typeof TASK_METHODS)[number]
