import { m } from '../messages/index.ts'
import { TextField } from './field.tsx'

type NewPasswordProps = { label?: string; autoFocus?: boolean }

/** A field for a new password, named `password`. */
export const NewPassword = ({ label = m.settings.newPassword, autoFocus }: NewPasswordProps) => (
  <TextField
    name="password"
    type="password"
    label={label}
    hint={m.signUp.passwordHint}
    autoComplete="new-password"
    minLength={10}
    required
    autoFocus={autoFocus}
  />
)
