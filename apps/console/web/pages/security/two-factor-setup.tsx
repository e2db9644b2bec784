import { useState } from 'react'
import { encode } from 'uqr'
import { ApiError } from '../../api/client.ts'
import { confirmTwoFactor, type TwoFactorSetup as Setup } from '../../api/two-factor.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { TextField } from '../../ui/field.tsx'
import { ModalActions } from '../../ui/modal.tsx'
import { Failure } from '../../ui/states.tsx'
import { say } from '../../ui/say.ts'
import { useForm } from '../entrance/use-form.ts'
import { RecoveryCodes } from './recovery-codes.tsx'

/** Sets up an authenticator: its key, the first code, and then the recovery codes. */
export const TwoFactorSetup = ({ setup, onClose }: { setup: Setup; onClose: () => void }) => {
  const [isOn, setOn] = useState(false)
  const { work, onSubmit } = useForm(
    ({ code = '' }) => confirmTwoFactor(code.trim()),
    () => {
      say(m.security.turnedOn)
      setOn(true)
    },
  )
  if (isOn) return <RecoveryCodes codes={setup.backupCodes} onKept={onClose} />
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <p className="text-soft">{m.security.scan}</p>
      <QrCode text={setup.totpURI} />
      <div>
        <h3 className="mb-1.5 text-sm font-medium">{m.security.key}</h3>
        <CodeBlock code={new URL(setup.totpURI).searchParams.get('secret') ?? ''} />
      </div>
      {work.isError && <Failure error={explained(work.error)} />}
      <TextField
        name="code"
        label={m.security.typeCode}
        autoComplete="one-time-code"
        inputMode="numeric"
        pattern="\d{6}"
        maxLength={6}
        required
      />
      <ModalActions>
        <Button type="submit" look="primary" isBusy={work.isPending}>
          {m.security.confirm}
        </Button>
      </ModalActions>
    </form>
  )
}

const explained = (error: unknown): unknown =>
  error instanceof ApiError && error.status < 429 && error.status >= 400
    ? new Error(m.security.wrongCode)
    : error

/** Black on white in every theme, for cameras. */
const QrCode = ({ text }: { text: string }) => {
  const { data, size } = encode(text, { border: 2 })
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
  return (
    <svg
      role="img"
      aria-label={m.security.qr}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="mx-auto size-48 rounded-md border border-line"
    >
      <rect width={size} height={size} fill="#ffffff" />
      <path d={dark.join('')} fill="#000000" />
    </svg>
  )
}
