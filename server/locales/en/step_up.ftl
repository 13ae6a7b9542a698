# Proving it is you again: the fields that every form of that kind shares.
step-up-code = Code
step-up-code-either = The six digits in your authenticator app, or a recovery code you haven’t used yet.
step-up-code-app = The six digits in your authenticator app.
step-up-code-app-only = The six digits in your authenticator app. A recovery code doesn’t count here.
step-up-code-recovery = A recovery code you haven’t used yet.
