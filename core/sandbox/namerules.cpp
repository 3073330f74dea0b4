#include "core/sandbox/namerules.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::sandbox {

namespace {

constexpr auto kLabel = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"_L1;
constexpr auto kSubdomain = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"_L1;
constexpr auto kServiceName = "[a-z]([-a-z0-9]*[a-z0-9])?"_L1;
constexpr auto kKeyName = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"_L1;
constexpr auto kLabelValue = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"_L1;
constexpr auto kConfigKey = "[-._a-zA-Z0-9]+"_L1;
constexpr auto kPercent = "[0-9]+%"_L1;

bool isLower(QChar c)
{
    return c >= u'a' && c <= u'z';
}

bool isLowerOrDigit(QChar c)
{
    return isLower(c) || (c >= u'0' && c <= u'9');
}

bool isLetterOrDigit(QChar c)
{
    return isLowerOrDigit(c) || (c >= u'A' && c <= u'Z');
}

// By hand: names are checked with every write, and a regular expression takes fifty times as long.
bool isLabel(QStringView text)
{
    const auto isAllowed = [](QChar c) { return isLowerOrDigit(c) || c == u'-'; };
    return !text.isEmpty() && isLowerOrDigit(text.front()) && isLowerOrDigit(text.back())
        && std::all_of(text.begin(), text.end(), isAllowed);
}

bool isSubdomain(QStringView text)
{
    const auto labels = text.split(u'.');
    return std::all_of(labels.begin(), labels.end(), isLabel);
}

bool isKeyName(QStringView text)
{
    const auto isAllowed
        = [](QChar c) { return isLetterOrDigit(c) || c == u'-' || c == u'_' || c == u'.'; };
    return !text.isEmpty() && isLetterOrDigit(text.front()) && isLetterOrDigit(text.back())
        && std::all_of(text.begin(), text.end(), isAllowed);
}

bool isConfigKey(QStringView text)
{
    const auto isAllowed
        = [](QChar c) { return isLetterOrDigit(c) || c == u'-' || c == u'_' || c == u'.'; };
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isAllowed);
}

bool isPercentage(QStringView text)
{
    const auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };
    return text.size() > 1 && text.back() == u'%'
        && std::all_of(text.begin(), text.end() - 1, isDigit);
}

QString tooLongFor(qsizetype most)
{
    return u"must be no more than %1 characters"_s.arg(most);
}

// How every rule ends: examples, and the expression.
QString ruleText(const QString& rule, const QStringList& examples, const QString& pattern)
{
    QStringList quoted;
    for (const QString& example : examples)
        quoted.append(u'\'' + example + u"', "_s);
    return rule + u" (e.g. "_s + quoted.join(u" or "_s) + u"regex used for validation is '"_s
        + pattern + u"')"_s;
}

QString keyRule()
{
    return ruleText(u"must consist of alphanumeric characters, '-', '_' or '.', and must start and "
                    "end with an alphanumeric character"_s,
                    {u"MyName"_s, u"my.name"_s, u"123-abc"_s}, kKeyName);
}

} // namespace

QStringList labelNameProblems(const QString& text)
{
    QStringList problems;
    if (text.size() > 63)
        problems.append(tooLongFor(63));
    if (isLabel(text))
        return problems;
    const bool hasDots = isSubdomain(text);
    problems.append(hasDots
                        ? u"must not contain dots"_s
                        : ruleText(u"a lowercase RFC 1123 label must consist of lower case "
                                   "alphanumeric characters or '-', and must start and end with an "
                                   "alphanumeric character"_s,
                                   {u"my-name"_s, u"123-abc"_s}, kLabel));
    return problems;
}

QStringList subdomainProblems(const QString& text)
{
    QStringList problems;
    if (text.size() > 253)
        problems.append(tooLongFor(253));
    if (!isSubdomain(text)) {
        problems.append(
            ruleText(u"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric "
                     "characters, '-' or '.', and must start and end with an alphanumeric "
                     "character"_s,
                     {u"example.com"_s}, kSubdomain));
    }
    return problems;
}

QStringList serviceNameProblems(const QString& text)
{
    QStringList problems;
    if (text.size() > 63)
        problems.append(tooLongFor(63));
    if (!(isLabel(text) && isLower(text.front()))) {
        problems.append(ruleText(u"a DNS-1035 label must consist of lower case alphanumeric "
                                 "characters or '-', start with an alphabetic character, and end "
                                 "with an alphanumeric character"_s,
                                 {u"my-name"_s, u"abc-123"_s}, kServiceName));
    }
    return problems;
}

QStringList wildcardProblems(const QString& text)
{
    const QString pattern = u"\\*\\."_s + kSubdomain;
    QStringList problems;
    if (text.size() > 253)
        problems.append(tooLongFor(253));
    if (!(text.startsWith("*."_L1) && isSubdomain(QStringView(text).sliced(2)))) {
        problems.append(ruleText(u"a wildcard DNS-1123 subdomain must start with '*.', followed by "
                                 "a valid DNS subdomain, which must consist of lower case "
                                 "alphanumeric characters, '-' or '.' and end with an alphanumeric "
                                 "character"_s,
                                 {u"*.example.com"_s}, pattern));
    }
    return problems;
}

QStringList pathSegmentProblems(const QString& text)
{
    if (text == "."_L1 || text == ".."_L1)
        return {u"may not be '%1'"_s.arg(text)};
    QStringList problems;
    for (const QChar forbidden : {u'/', u'%'}) {
        if (text.contains(forbidden))
            problems.append(u"may not contain '%1'"_s.arg(forbidden));
    }
    return problems;
}

QStringList qualifiedNameProblems(const QString& text)
{
    const QStringList parts = text.split(u'/');
    QStringList problems;
    if (parts.size() > 2) {
        return {u"a valid label key "_s + keyRule()
                + u" with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"_s};
    }
    const QString name = parts.last();
    if (parts.size() == 2) {
        if (parts.first().isEmpty()) {
            problems.append(u"prefix part must be non-empty"_s);
        } else {
            for (const QString& problem : subdomainProblems(parts.first()))
                problems.append(u"prefix part "_s + problem);
        }
    }
    if (name.isEmpty())
        problems.append(u"name part must be non-empty"_s);
    else if (name.size() > 63)
        problems.append(u"name part "_s + tooLongFor(63));
    if (!isKeyName(name))
        problems.append(u"name part "_s + keyRule());
    return problems;
}

QStringList labelValueProblems(const QString& text)
{
    QStringList problems;
    if (text.size() > 63)
        problems.append(tooLongFor(63));
    if (!text.isEmpty() && !isKeyName(text)) {
        problems.append(
            ruleText(u"a valid label must be an empty string or consist of alphanumeric "
                     "characters, '-', '_' or '.', and must start and end with an "
                     "alphanumeric character"_s,
                     {u"MyValue"_s, u"my_value"_s, u"12345"_s}, kLabelValue));
    }
    return problems;
}

QStringList configKeyProblems(const QString& text)
{
    QStringList problems;
    if (text.size() > 253)
        problems.append(tooLongFor(253));
    if (!isConfigKey(text)) {
        problems.append(
            ruleText(u"a valid config key must consist of alphanumeric characters, '-', '_' or "
                     "'.'"_s,
                     {u"key.name"_s, u"KEY_NAME"_s, u"key-name"_s}, kConfigKey));
    }
    if (text == "."_L1 || text == ".."_L1)
        problems.append(u"must not be '%1'"_s.arg(text));
    else if (text.startsWith(".."_L1))
        problems.append(u"must not start with '..'"_s);
    return problems;
}

QStringList portNameProblems(const QString& text)
{
    QStringList problems;
    if (text.size() > 15)
        problems.append(tooLongFor(15));
    const auto isAllowed = [](QChar c) { return isLowerOrDigit(c) || c == u'-'; };
    if (!std::all_of(text.begin(), text.end(), isAllowed)) {
        problems.append(
            u"must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"_s);
    }
    if (!std::any_of(text.begin(), text.end(), isLower))
        problems.append(u"must contain at least one letter (a-z)"_s);
    if (text.contains("--"_L1))
        problems.append(u"must not contain consecutive hyphens"_s);
    if (text.startsWith(u'-') || text.endsWith(u'-'))
        problems.append(u"must not begin or end with a hyphen"_s);
    return problems;
}

QStringList percentProblems(const QString& text)
{
    if (isPercentage(text))
        return {};
    return {ruleText(u"a valid percent string must be a numeric string followed by an ending '%'"_s,
                     {u"1%"_s, u"93%"_s}, kPercent)};
}

QStringList environmentNameProblems(const QString& text)
{
    const auto isAllowed = [](QChar c) { return c >= u' ' && c <= u'~' && c != u'='; };
    if (std::all_of(text.begin(), text.end(), isAllowed))
        return {};
    return {u"a valid environment variable name must consist only of printable ASCII characters "
            "other than '='"_s};
}

} // namespace cauce::sandbox
