#include "base/json_hint.h"

// How a slip begins, and what to do.
static const struct {
    const char *start;
    const char *hint;
} slips[] = {
    {"，", "this is the comma of a Chinese input method: write ,"},
    {"、", "this is a comma of a Chinese input method: write ,"},
    {"：", "this is the colon of a Chinese input method: write :"},
    {"“", "this is a quotation mark of a Chinese input method: write \""},
    {"”", "this is a quotation mark of a Chinese input method: write \""},
    {"「", "write a text between two \""},
    {"＂", "this is a quotation mark of a Chinese input method: write \""},
    {"‘", "write double quotation marks: \""},
    {"’", "write double quotation marks: \""},
    {"【", "write ["},
    {"】", "write ]"},
    {"｛", "write {"},
    {"｝", "write }"},
    {"　", "this is the blank of a Chinese input method: write a plain one"},
    {"。", "a number is written with a plain point; JSON has no other points"},
    {"'", "write double quotation marks: \""},
    {"`", "write double quotation marks: \""},
    {"//", "JSON has no comments: remove it"},
    {"/*", "JSON has no comments: remove it"},
    {"#", "JSON has no comments: remove it"},
    {";", "write , between two members"},
    {"=", "write : between a key and its value"},
    {"+", "write the number without +"},
    {".", "write the digit before the point, as 0.5"},
    {"True", "did you mean true?"},
    {"TRUE", "did you mean true?"},
    {"yes", "did you mean true?"},
    {"是", "did you mean true?"},
    {"False", "did you mean false?"},
    {"FALSE", "did you mean false?"},
    {"no", "did you mean false?"},
    {"否", "did you mean false?"},
    {"None", "write null for what does not apply; leave out what is not known"},
    {"NULL", "write null for what does not apply; leave out what is not known"},
    {"nil", "write null for what does not apply; leave out what is not known"},
    {"undefined", "leave out what is not known"},
    {"NaN", "leave out what is not known"},
    {"Infinity", "write a number of digits; leave out what is not known"},
};

static bool is_digit(Str text, size_t at)
{
    return at < text.size && text.data[at] >= '0' && text.data[at] <= '9';
}

static bool is_letter(Str text, size_t at)
{
    if (at >= text.size) return false;
    const char c = text.data[at];
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// "8,000" ends at the comma for JSON; what is refused is the digit behind it.
static bool is_grouped(Str text, size_t at)
{
    return is_digit(text, at) && at > 1 && text.data[at - 1] == ',' && is_digit(text, at - 2);
}

const char *json_hint(Str text, size_t at)
{
    const Str rest = str_slice(text, at, text.size);
    if (is_grouped(text, at)) return "write a number without commas between its digits, as 8000";
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++) {
        const Str start = str_from(slips[i].start);
        if (str_starts(rest, start) && !(is_letter(start, 0) && is_letter(rest, start.size)))
            return slips[i].hint;
    }
    if (at > 0 && is_digit(text, at - 1) && rest.size > 0 &&
        ((unsigned char)rest.data[0] >= 0x80 || is_letter(rest, 0)))
        return "a number has no unit here: write the digits alone";
    return NULL;
}
