import '../no-eval.ts';
import '../theme.css';
import { mount } from 'svelte';
import GuestPage from './GuestPage.svelte';
import { GuestView } from './guest-view.svelte.ts';

const query = new URLSearchParams(location.search);
const view = new GuestView(query.get('camera') ?? '', query.get('token') ?? '');

mount(GuestPage, { target: document.body, props: { view } });
void view.follow(new AbortController().signal);
