import { z } from 'zod'

const coordinate = z.int().min(0).max(8_191)
const x = coordinate.describe('Pixels from the left. Outside of the screen is refused.')
const y = coordinate.describe('Pixels from the top.')
const maybeX = x.optional()
const maybeY = y.optional()
const button = z
  .enum(['left', 'right', 'middle'], 'expected left, right or middle')
  .default('left')
  .describe('The mouse button.')
const keys = z.string().max(100).optional().describe('Keys that are held meanwhile: `ctrl`, `ctrl+shift`.')
const seconds = (most: number) => z.number().min(0).max(most)

/** What every action takes beside its own fields. */
const after = {
  settle: z.boolean().default(false).describe('Whether to wait until the screen has come to rest.'),
  screenshot: z
    .boolean()
    .default(false)
    .describe('Whether the answer holds the screen afterwards, as `image`.'),
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
    start_x: x.optional().describe('Where to press; by default where the mouse is.'),
    start_y: y.optional(),
    end_x: x.optional().describe('Where to let go.'),
    end_y: y.optional(),
    path: z.array(point).min(1).max(1_000).optional().describe('The points to move over, instead of an end.'),
    button,
    keys,
    duration: seconds(30).default(0.2).describe('Seconds that the movement takes.'),
  },
  scroll: {
    x: maybeX,
    y: maybeY,
    direction: z
      .enum(['up', 'down', 'left', 'right'], 'expected up, down, left or right')
      .describe('Where to.'),
    amount: z.int().min(1).max(100).default(3).describe('Clicks of the wheel.'),
    keys,
  },
  type: {
    text: z.string().max(20_000).describe('Any text; a line break is the Return key.'),
    delay_ms: z.int().min(0).max(1_000).default(0).describe('Milliseconds between characters.'),
  },
  key: {
    key: z
      .string()
      .min(1)
      .max(200)
      .describe('`Return`, `ctrl+c`; several with spaces between come one after the other.'),
    repeat: z.int().min(1).max(100).default(1).describe('How many times.'),
  },
  key_down: { key: z.string().min(1).max(100).describe('The keys to hold down until `key_up`.') },
  key_up: { key: z.string().min(1).max(100).describe('The keys to let go.') },
  hold_key: {
    key: z.string().min(1).max(100).describe('The keys to hold.'),
    duration: seconds(300).describe('For how many seconds.'),
  },
  wait: { duration: seconds(300).default(1).describe('For how many seconds.') },
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

/** Several names of what the others call otherwise. */
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
      .describe('What to do, in this order; the first failure ends it.'),
    settle: z.boolean().default(true).describe('Whether to wait until the screen has come to rest.'),
    screenshot: z
      .boolean()
      .default(true)
      .describe('Whether the answer holds the screen afterwards, as `image`.'),
  })
  .meta({ id: 'ActionsRequest' })

export const actedSchema = z
  .object({
    success: z.literal(true),
    settled: z.boolean().optional().describe('Whether the screen came to rest in time.'),
    ms: z.int().optional().describe('How long that took.'),
    image: z.string().optional().describe('The screen afterwards: base64 of a PNG.'),
    pid: z.int().optional().describe('Of what was opened.'),
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
  format: z.enum(['png', 'jpeg'], 'expected png or jpeg').optional().describe('By default png.'),
  quality: fraction.pipe(z.int().min(1).max(100)).default(80).describe('Of a JPEG.'),
  region: z
    .string()
    .regex(/^\d+,\d+,\d+,\d+$/, 'expected x,y,width,height')
    .optional()
    .describe('Only this part: x,y,width,height.'),
  scale: fraction
    .pipe(z.number().min(0.05).max(2))
    .default(1)
    .describe('Smaller or larger: 0.5 is half as wide and high.'),
  settle: z
    .enum(['true', 'false'], 'expected true or false')
    .default('false')
    .describe('Waits until the screen has come to rest.'),
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
      .describe('For bash, in a shell that keeps its folder and variables.'),
    timeout: z.number().min(0.1).max(3_600).default(200).describe('Seconds after which it is ended.'),
    session: z
      .string()
      .regex(/^[\w.-]{1,50}$/)
      .default('default')
      .describe('Which of the computer’s shells.'),
    keep_processes: z
      .boolean()
      .default(true)
      .describe('Whether what it started in the background runs on when it has ended.'),
    stream: z
      .boolean()
      .default(false)
      .describe('Whether output comes as server-sent events, as it is written.'),
  })
  .meta({ id: 'BashRequest' })

export const bashSchema = z
  .object({
    success: z.boolean().describe('Whether it ran to its end, whatever its exit code.'),
    action: z.literal('bash'),
    command: z.string(),
    output: z.string().describe('What it wrote to stdout and stderr.'),
    exit_code: z.int().nullable(),
    timed_out: z.boolean(),
    truncated: z.boolean().describe('Whether it wrote more than 1 MiB, and the rest is left out.'),
    session_ended: z.boolean().describe('Whether its shell ended with it: the next command has a new one.'),
  })
  .meta({ id: 'BashResult' })

export const bashEventSchema = z.union([
  z.object({ type: z.literal('output'), data: z.string() }),
  z.object({ type: z.literal('exit'), exit_code: z.int().nullable(), timed_out: z.boolean() }),
])

export const execRequestSchema = z
  .object({
    code: z.string().min(1).max(200_000).describe('Python.'),
    timeout: z.number().min(0.1).max(3_600).default(10).describe('Seconds after which it is ended.'),
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
  .object({ text: z.string().max(200_000).describe('What is pasted from now on.') })
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
  path: z.string().min(1).max(4_096).describe('A path; what does not start with / is below the home folder.'),
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
      .describe('Whether it may also type and click.'),
    expires_in_seconds: z
      .int()
      .min(1)
      .max(86_400)
      .default(3_600)
      .describe('How long the link can be opened.'),
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
