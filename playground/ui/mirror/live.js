// The parts of the page that follow a held control, by name: each takes the same data as from its own component.
const live = (window.playgroundLive ??= new Map());
