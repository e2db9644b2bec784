import { m } from '../../messages/index.ts'
import { SelectField } from '../../ui/field.tsx'
import { readTools, TOOL_CHOICES, type ChatSettings } from './chat-settings.ts'
import { chat } from './chat-store.ts'
import { JsonField } from './json-field.tsx'

const EXAMPLE = [
  {
    name: 'get_weather',
    description: 'The weather in a city now',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
    },
  },
]

/** The field for the functions that the model may call. */
export const ToolFields = ({ settings }: { settings: ChatSettings }) => (
  <>
    <JsonField
      label={m.playground.tools}
      hint={m.playground.toolsHint}
      fault={readTools(settings.tools).fault}
      example={EXAMPLE}
      value={settings.tools}
      onValue={(tools) => chat.changeSettings({ tools })}
    />
    {settings.tools.trim() !== '' && (
      <SelectField
        label={m.playground.toolChoice}
        options={TOOL_CHOICES.map((choice) => [choice, m.playground.toolChoices[choice]])}
        value={settings.toolChoice}
        onChange={({ target }) =>
          chat.changeSettings({ toolChoice: target.value as ChatSettings['toolChoice'] })
        }
      />
    )}
  </>
)
