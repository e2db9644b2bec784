import { z } from 'zod'

const coordinate = z.int().min(0).max(8_191)
const x = coordinate.describe('Pixels from the left. A point outside the screen is refused.')
const y = coordinate.describe('Pixels from the top.')
const maybeX = x.optional()
const maybeY = y.optional()
const button = z
  .enum(['left', 'right', 'middle'], 'expected left, right or middle')
  .default('left')
  .describe('The mouse button.')
const keys = z.string().max(100).optional().describe('Keys to hold during the click: `ctrl`, `ctrl+shift`.')
const seconds = (most: number) => z.number().min(0).max(most)

/** The fields that every action has. */
const after = {
  settle: z.boolean().default(false).describe('Whether to wait until the screen stops changing.'),
  screenshot: z
    .boolean()
    .default(false)
    .describe('Whether the answer includes a screenshot taken afterwards, as `image`.'),
}

const point = z.object({ x, y })

const click = { x: maybeX, y: maybeY, keys }

/** The fields of each action by its name: the last part of its path, and its `type` in a batch. */
export const ACTION_FIELDS = {
  click: {
    ...click,
    button,
    double: z.boolean().default(false).describe('Whether to click twice.'),
    count: z.int().min(1).max(3).default(1).describe('How many times to click.'),
  },
  double_click: { ...click, button },
  triple_click: { ...click, button },
  right_click: click,
  middle_click: click,
  move: { x, y },
  mouse_down: { x: maybeX, y: maybeY, button },
  mouse_up: { x: maybeX, y: maybeY, button },
  drag: {
    start_x: x.optional().describe('Where to press. Default: the current position of the mouse.'),
    start_y: y.optional(),
    end_x: x.optional().describe('Where to release.'),
    end_y: y.optional(),
    path: z.array(point).min(1).max(1_000).optional().describe('A path of points, instead of an end point.'),
    button,
    keys,
    duration: seconds(30).default(0.2).describe('How long the movement takes, in seconds.'),
  },
  scroll: {
    x: maybeX,
    y: maybeY,
    direction: z
      .enum(['up', 'down', 'left', 'right'], 'expected up, down, left or right')
      .describe('The direction.'),
    amount: z.int().min(1).max(100).default(3).describe('The number of wheel clicks.'),
    keys,
  },
  type: {
    text: z.string().max(20_000).describe('Any text. A line break presses the Return key.'),
    delay_ms: z.int().min(0).max(1_000).default(0).describe('Milliseconds between characters.'),
  },
  key: {
    key: z
      .string()
      .min(1)
      .max(200)
      .describe('`Return`, `ctrl+c`. Separate several with spaces to press them one after the other.'),
    repeat: z.int().min(1).max(100).default(1).describe('How many times.'),
  },
  key_down: { key: z.string().min(1).max(100).describe('The keys to hold down until `key_up`.') },
  key_up: { key: z.string().min(1).max(100).describe('The keys to release.') },
  hold_key: {
    key: z.string().min(1).max(100).describe('The keys to hold.'),
    duration: seconds(300).describe('How long, in seconds.'),
  },
  wait: { duration: seconds(300).default(1).describe('How long, in seconds.') },
  open: {
    target: z
      .string()
      .min(1)
      .max(8_000)
      .describe('A URL, which the browser opens, or a program with its arguments.'),
  },
} as const

export type ActionName = keyof typeof ACTION_FIELDS
export const ACTION_NAMES = Object.keys(ACTION_FIELDS) as ActionName[]

/** Other names of the same actions. */
const withAfter = <Fields extends z.ZodRawShape>(fields: Fields) => z.object({ ...fields, ...after })

/** The body of one action. */
export const actionRequestSchemas = {
  click: withAfter(ACTION_FIELDS.click).meta({ id: 'ClickRequest' }),
  double_click: withAfter(ACTION_FIELDS.double_click),
  triple_click: withAfter(ACTION_FIELDS.triple_click),
  right_click: withAfter(ACTION_FIELDS.right_click),
  middle_click: withAfter(ACTION_FIELDS.middle_click),
  move: withAfter(ACTION_FIELDS.move),
  mouse_down: withAfter(ACTION_FIELDS.mouse_down),
  mouse_up: withAfter(ACTION_FIELDS.mouse_up),
  drag: withAfter(ACTION_FIELDS.drag),
  scroll: withAfter(ACTION_FIELDS.scroll),
  type: withAfter(ACTION_FIELDS.type),
  key: withAfter(ACTION_FIELDS.key),
  key_down: withAfter(ACTION_FIELDS.key_down),
  key_up: withAfter(ACTION_FIELDS.key_up),
  hold_key: withAfter(ACTION_FIELDS.hold_key),
  wait: withAfter(ACTION_FIELDS.wait),
  open: withAfter(ACTION_FIELDS.open),
} as const

const named = <Name extends ActionName>(name: Name) =>
  z.object({ type: z.literal(name), ...ACTION_FIELDS[name] })

/** One action of a batch. */
export const actionSchema = z.discriminatedUnion('type', [
  named('click'),
  named('double_click'),
  named('triple_click'),
  named('right_click'),
  named('middle_click'),
  named('move'),
  named('mouse_down'),
  named('mouse_up'),
  named('drag'),
  named('scroll'),
  named('type'),
  named('key'),
  named('key_down'),
  named('key_up'),
  named('hold_key'),
  named('wait'),
  named('open'),
])
export type Action = z.output<typeof actionSchema>

export const actionsRequestSchema = z
  .object({
    actions: z
      .array(actionSchema)
      .min(1)
      .max(100)
      .describe('The actions, in order. The first failure stops them.'),
    settle: z.boolean().default(true).describe('Whether to wait until the screen stops changing.'),
    screenshot: z
      .boolean()
      .default(true)
      .describe('Whether the answer includes a screenshot taken afterwards, as `image`.'),
  })
  .meta({ id: 'ActionsRequest' })

export const actedSchema = z
  .object({
    success: z.literal(true),
    settled: z.boolean().optional().describe('Whether the screen stopped changing in time.'),
    ms: z.int().optional().describe('How long it took.'),
    image: z.string().optional().describe('The screen afterwards: base64 of a PNG.'),
    pid: z.int().optional().describe('The process id of what was opened.'),
  })
  .meta({ id: 'ActionResult' })

export const batchSchema = z
  .object({
    success: z.boolean(),
    results: z.array(z.object({ type: z.string(), success: z.boolean(), error: z.string().optional() })),
    settled: z.boolean().optional(),
    ms: z.int().optional(),
    image: z.string().optional(),
  })
  .meta({ id: 'ActionResults' })

const fraction = z.coerce.number()

export const screenshotQuerySchema = z.object({
  format: z.enum(['png', 'jpeg'], 'expected png or jpeg').optional().describe('Default: `png`.'),
  quality: fraction.pipe(z.int().min(1).max(100)).default(80).describe('The quality of a JPEG.'),
  region: z
    .string()
    .regex(/^\d+,\d+,\d+,\d+$/, 'expected x,y,width,height')
    .optional()
    .describe('Only this part: x,y,width,height.'),
  scale: fraction
    .pipe(z.number().min(0.05).max(2))
    .default(1)
    .describe('A scale factor: 0.5 is half as wide and half as high.'),
  settle: z
    .enum(['true', 'false'], 'expected true or false')
    .default('false')
    .describe('Whether to wait until the screen stops changing.'),
})

export const screenshotSchema = z
  .object({
    image: z.string().describe('Base64 of the picture.'),
    format: z.enum(['png', 'jpeg']),
    width: z.int(),
    height: z.int(),
    settled: z.boolean().optional(),
    ms: z.int().optional(),
  })
  .meta({ id: 'Screenshot' })

export const bashRequestSchema = z
  .object({
    command: z
      .string()
      .min(1)
      .max(200_000)
      .describe('For bash, in a shell that keeps its working directory and variables.'),
    timeout: z.number().min(0.1).max(3_600).default(200).describe('The time limit, in seconds.'),
    session: z
      .string()
      .regex(/^[\w.-]{1,50}$/)
      .default('default')
      .describe('The name of the shell.'),
    keep_processes: z
      .boolean()
      .default(true)
      .describe('Whether background processes it started keep running after it ends.'),
    stream: z.boolean().default(false).describe('Whether to stream the output as server-sent events.'),
  })
  .meta({ id: 'BashRequest' })

export const bashSchema = z
  .object({
    success: z.boolean().describe('Whether it ended by itself, with any exit code.'),
    action: z.literal('bash'),
    command: z.string(),
    output: z.string().describe('Its output on stdout and stderr.'),
    exit_code: z.int().nullable(),
    timed_out: z.boolean(),
    truncated: z.boolean().describe('Whether the output was larger than 1 MiB and was cut.'),
    session_ended: z.boolean().describe('Whether the shell ended too; the next command gets a new one.'),
  })
  .meta({ id: 'BashResult' })

export const bashEventSchema = z.union([
  z.object({ type: z.literal('output'), data: z.string() }),
  z.object({ type: z.literal('exit'), exit_code: z.int().nullable(), timed_out: z.boolean() }),
])

export const execRequestSchema = z
  .object({
    code: z.string().min(1).max(200_000).describe('Python code.'),
    timeout: z.number().min(0.1).max(3_600).default(10).describe('The time limit, in seconds.'),
  })
  .meta({ id: 'ExecRequest' })

export const execSchema = z
  .object({
    success: z.boolean(),
    output: z.string(),
    error: z.string().nullable(),
    error_type: z.string().nullable(),
    timeout: z.boolean().describe('Whether it took too long.'),
    exit_code: z.int().nullable(),
  })
  .meta({ id: 'ExecResult' })

export const clipboardSchema = z.object({ text: z.string().max(200_000) }).meta({ id: 'Clipboard' })

export const setClipboardRequestSchema = z
  .object({ text: z.string().max(200_000).describe('Puts a text on the clipboard.') })
  .meta({ id: 'SetClipboardRequest' })

export const cursorSchema = z.object({ x: z.int(), y: z.int() }).meta({ id: 'CursorPosition' })

export const windowsSchema = z
  .object({
    object: z.literal('list'),
    data: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        class: z.string(),
        pid: z.int(),
        x: z.int(),
        y: z.int(),
        width: z.int(),
        height: z.int(),
        is_focused: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'WindowList' })

export const pathQuerySchema = z.object({
  path: z
    .string()
    .min(1)
    .max(4_096)
    .describe('A path. Unless it starts with `/`, it is relative to the home folder.'),
})

export const fileEntrySchema = z.object({
  name: z.string(),
  path: z.string(),
  type: z.enum(['file', 'folder', 'link']),
  size: z.int(),
  modified_at: z.iso.datetime(),
  mode: z.string(),
})

export const filesSchema = z
  .object({
    object: z.literal('list'),
    path: z.string(),
    data: z.array(fileEntrySchema),
    has_more: z.boolean(),
  })
  .meta({ id: 'FileList' })

export const viewRequestSchema = z
  .object({
    mode: z
      .enum(['control', 'view'], 'expected control or view')
      .default('control')
      .describe('Whether the viewer may also type and click.'),
    expires_in_seconds: z.int().min(1).max(86_400).default(3_600).describe('How long the link is valid.'),
  })
  .meta({ id: 'ViewRequest' })

export const viewSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    token: z.string(),
    mode: z.enum(['control', 'view']),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: 'View' })
