"""What Slack's blocks may hold: keys, what belongs where, and every documented length."""

TEXT = {"type", "text", "emoji", "verbatim"}
OPTION = {"text", "value", "description", "url"}
CONFIRM = {"title", "text", "confirm", "deny", "style"}

# block type -> keys beside type and block_id
BLOCK_KEYS: dict[str, set[str]] = {
    "actions": {"elements"},
    "context": {"elements"},
    "divider": set(),
    "file": {"external_id", "source"},
    "header": {"text", "level"},
    "image": {"image_url", "slack_file", "alt_text", "title"},
    "input": {"label", "element", "hint", "optional", "dispatch_action"},
    "markdown": {"text"},
    "rich_text": {"elements"},
    "section": {"text", "fields", "accessory", "expand"},
    "table": {"rows", "column_settings"},
}
REQUIRED_IN_BLOCK: dict[str, set[str]] = {
    "actions": {"elements"},
    "context": {"elements"},
    "header": {"text"},
    "image": {"alt_text"},
    "input": {"label", "element"},
    "markdown": {"text"},
    "rich_text": {"elements"},
    "table": {"rows"},
}

_SELECT = {"action_id", "placeholder", "confirm", "focus_on_load"}
ELEMENT_KEYS: dict[str, set[str]] = {
    "button": {"action_id", "text", "value", "url", "style", "confirm", "accessibility_label"},
    "checkboxes": {"action_id", "options", "initial_options", "confirm", "focus_on_load"},
    "conversations_select": _SELECT | {"initial_conversation", "filter"},
    "datepicker": _SELECT | {"initial_date"},
    "external_select": _SELECT | {"initial_option", "min_query_length"},
    "file_input": {"action_id", "filetypes", "max_files"},
    "image": {"image_url", "slack_file", "alt_text"},
    "number_input": _SELECT
    | {"is_decimal_allowed", "initial_value", "min_value", "max_value", "dispatch_action_config"},
    "overflow": {"action_id", "options", "confirm"},
    "plain_text_input": _SELECT
    | {"initial_value", "multiline", "min_length", "max_length", "dispatch_action_config"},
    "radio_buttons": {"action_id", "options", "initial_option", "confirm", "focus_on_load"},
    "static_select": _SELECT | {"options", "option_groups", "initial_option"},
    "users_select": _SELECT | {"initial_user"},
}
IN_ACTIONS = {
    "button", "checkboxes", "conversations_select", "datepicker", "external_select", "overflow",
    "radio_buttons", "static_select", "users_select",
}  # fmt: skip
IN_SECTION = IN_ACTIONS | {"image"}
IN_INPUT = {
    "checkboxes", "conversations_select", "datepicker", "external_select", "file_input",
    "number_input", "plain_text_input", "radio_buttons", "static_select", "users_select",
}  # fmt: skip

# (where, key) -> the longest text there, in characters
LONGEST: dict[tuple[str, str], int] = {
    ("section", "text"): 3000,
    ("header", "text"): 150,
    ("markdown", "text"): 12_000,
    ("image", "alt_text"): 2000,
    ("image", "image_url"): 3000,
    ("image", "title"): 2000,
    ("input", "label"): 2000,
    ("input", "hint"): 2000,
    ("button", "text"): 75,
    ("button", "value"): 2000,
    ("button", "url"): 3000,
    ("button", "accessibility_label"): 75,
    ("option", "text"): 75,
    ("option", "value"): 150,
    ("option", "description"): 75,
    ("option", "url"): 3000,
    ("confirm", "title"): 100,
    ("confirm", "text"): 300,
    ("confirm", "confirm"): 30,
    ("confirm", "deny"): 30,
    ("view", "title"): 24,
    ("view", "submit"): 24,
    ("view", "close"): 24,
    ("view", "private_metadata"): 3000,
    ("view", "callback_id"): 255,
    ("view", "external_id"): 255,
}
# (where, key) -> the most things there
MOST: dict[tuple[str, str], int] = {
    ("section", "fields"): 10,
    ("actions", "elements"): 25,
    ("context", "elements"): 10,
    ("overflow", "options"): 5,
    ("checkboxes", "options"): 10,
    ("radio_buttons", "options"): 10,
    ("static_select", "options"): 100,
    ("static_select", "option_groups"): 100,
    ("table", "rows"): 100,
}
FIELD_TEXT = 2000
PLACEHOLDER = 150
IDENTIFIER = 255
TABLE_COLUMNS = 20
BLOCKS_IN_MESSAGE = 50
BLOCKS_IN_VIEW = 100
# Undocumented: msg_blocks_too_long was seen at about this many characters (bolt-js#2509).
BLOCKS_TOGETHER = 13_200
MESSAGE_TEXT = 40_000
