import { actionSchema, type Action } from '@gptget/api/schemas/computer-actions'

export type Region = { x: number; y: number; width: number; height: number }

/** A change of a file, in the format of Anthropic's `text_editor`. */
export type Edit =
  | { command: 'view'; path: string; view_range?: [number, number] | undefined }
  | { command: 'create'; path: string; file_text: string }
  | { command: 'str_replace'; path: string; old_str: string; new_str: string }
  | { command: 'insert'; path: string; insert_line: number; insert_text: string }

/** One action of a model on a desktop. Points are pixels of the display. */
export type DesktopAction =
  | Action
  | { type: 'screenshot' }
  | { type: 'zoom'; region: Region }
  | { type: 'cursor_position' }
  | { type: 'bash'; command: string; restart: boolean }
  | { type: 'edit'; edit: Edit }

/** A model's request: an action, or why it is invalid, which the model is told. */
export type Asked = { action: DesktopAction } | { error: string }

/** What a vendor wants a person to approve before an action. */
export type SafetyCheck = { id: string; code: string | null; message: string }

/** One call of a tool. OpenAI's contain several actions, all others one. */
export type Call = { id: string; name: string; asked: Asked[]; checks: SafetyCheck[] }

/** An action from its fields. The model is told about missing and unknown fields. */
export const actionOf = (fields: { type: Action['type'] } & Record<string, unknown>): Asked => {
  const { success, data, error } = actionSchema.safeParse(fields)
  if (success) return { action: data }
  const [issue] = error.issues
  return { error: `${issue?.path.join('.') || fields.type}: ${issue?.message ?? 'is not understood'}` }
}
