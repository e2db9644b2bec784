import { SettingsFrame } from '../settings/settings-frame.tsx'
import { Passkeys } from './passkeys.tsx'
import { Sessions } from './sessions.tsx'
import { TwoFactor } from './two-factor.tsx'

/** The second factor, passkeys and sessions. */
export const SecurityPage = () => (
  <SettingsFrame>
    <TwoFactor />
    <Passkeys />
    <Sessions />
  </SettingsFrame>
)
