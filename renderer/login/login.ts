import '../no-eval.ts';
import '../theme.css';
import { mount } from 'svelte';
import { ownPath } from '../../server/contract/own-path.ts';
import { fromRoot } from '../root-path.ts';
import { Login } from './login.svelte.ts';
import LoginForm from './LoginForm.svelte';

const next = ownPath(new URLSearchParams(location.search).get('next') ?? '/') ?? '/';
const login = new Login(() => location.replace(fromRoot(next)));

mount(LoginForm, { target: document.body, props: { login } });
void login.leaveIfDone();
