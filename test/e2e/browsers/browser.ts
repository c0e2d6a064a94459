/** A browser that a test drives. All of them can do the same, so that one test runs in each. */
export interface Browser {
  readonly name: 'chromium' | 'firefox' | 'webkit';
  /** Opens an empty page, with cookies and a cache of its own. */
  open(): Promise<Page>;
  close(): Promise<void>;
}

/** A page. A selector is CSS and means the first element that it matches, once there is one. */
export interface Page {
  /** Ends when the page has loaded; also where it is refused. */
  goto(url: string): Promise<void>;
  url(): Promise<string>;
  /** The text that a visitor reads. */
  text(): Promise<string>;
  /** Clicks as a visitor does. Does not wait for what comes of it. */
  click(selector: string): Promise<void>;
  /** Replaces what a field holds. */
  fill(selector: string, text: string): Promise<void>;
  /** Goes back, as the browser's button does. Does not wait for the page. */
  back(): Promise<void>;
  reload(): Promise<void>;
  /** The result of an expression. It may be a promise, and must survive JSON. */
  evaluate<T>(expression: string): Promise<T>;
  /** The names of the cookies that are sent to the URL of the page. */
  cookieNames(): Promise<string[]>;
  /** Removes the cookies that are sent to the URL of the page: all, or those of one name. */
  clearCookies(name?: string): Promise<void>;
  /** Gives the page another size until it is closed. */
  resize(size: { readonly width: number; readonly height: number }): Promise<void>;
  /** Writes a PNG. */
  screenshot(path: string): Promise<void>;
  close(): Promise<void>;
}

/** A browser that may be installed. */
export interface Installation {
  readonly name: Browser['name'];
  /** The programs that it needs and that are not here. */
  missing(): string[];
  launch(): Promise<Browser>;
}

/** The size of every page: wide enough for two columns. */
export const VIEWPORT = { width: 1100, height: 760 };

/** How long a step may take, in milliseconds: six test processes may share two cores. */
export const STEP_LIMIT = 45_000;
