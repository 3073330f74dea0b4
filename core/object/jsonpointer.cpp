#include "core/object/jsonpointer.h"

#include <algorithm>

namespace cauce::object {

namespace {

std::optional<QString> unescaped(QStringView token)
{
    QString text;
    text.reserve(token.size());
    for (qsizetype i = 0; i < token.size(); ++i) {
        if (token[i] != u'~') {
            text.append(token[i]);
            continue;
        }
        ++i;
        if (i == token.size() || (token[i] != u'0' && token[i] != u'1'))
            return std::nullopt;
        text.append(token[i] == u'0' ? u'~' : u'/');
    }
    return text;
}

// RFC 6901: digits without a leading zero; "-" (behind the last) names nothing that is there.
std::optional<qsizetype> arrayIndex(const QString& token)
{
    const auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };
    if (token.isEmpty() || token.size() > 10 || !std::all_of(token.begin(), token.end(), isDigit)
        || (token.size() > 1 && token.front() == u'0'))
        return std::nullopt;
    return token.toLongLong();
}

const Json* childOf(const Json& parent, const QString& token)
{
    if (parent.isObject())
        return parent.find(token);
    const std::optional<qsizetype> index = arrayIndex(token);
    return index && *index < parent.size() ? &parent.at(*index) : nullptr;
}

Json withoutPath(const Json& parent, const QStringList& tokens, qsizetype depth)
{
    const QString& token = tokens.at(depth);
    const Json* child = childOf(parent, token);
    if (!child)
        return parent;
    Json changed = parent;
    const bool last = depth == tokens.size() - 1;
    if (parent.isObject()) {
        if (last)
            changed.remove(token);
        else
            changed.set(token, withoutPath(*child, tokens, depth + 1));
        return changed;
    }
    const qsizetype index = *arrayIndex(token);
    if (last)
        changed.removeAt(index);
    else
        changed.replace(index, withoutPath(*child, tokens, depth + 1));
    return changed;
}

} // namespace

std::optional<JsonPointer> JsonPointer::parse(QStringView text)
{
    JsonPointer pointer;
    if (text.isEmpty())
        return pointer;
    if (text.front() != u'/')
        return std::nullopt;
    for (const QStringView token : text.sliced(1).split(u'/')) {
        const std::optional<QString> plain = unescaped(token);
        if (!plain)
            return std::nullopt;
        pointer.tokens.append(*plain);
    }
    return pointer;
}

QString JsonPointer::toString() const
{
    QString text;
    for (QString token : tokens) {
        token.replace(u'~', QStringLiteral("~0"));
        token.replace(u'/', QStringLiteral("~1"));
        text += u'/' + token;
    }
    return text;
}

JsonPointer JsonPointer::child(const QString& token) const
{
    return {tokens + QStringList {token}};
}

JsonPointer JsonPointer::child(qsizetype index) const
{
    return child(QString::number(index));
}

bool JsonPointer::startsWith(const JsonPointer& parent) const
{
    return parent.tokens.size() <= tokens.size()
        && std::equal(parent.tokens.begin(), parent.tokens.end(), tokens.begin());
}

const Json* valueAt(const Json& document, const JsonPointer& pointer)
{
    const Json* value = &document;
    for (const QString& token : pointer.tokens) {
        value = childOf(*value, token);
        if (!value)
            return nullptr;
    }
    return value;
}

Json without(const Json& document, const JsonPointer& pointer)
{
    return pointer.tokens.isEmpty() ? Json() : withoutPath(document, pointer.tokens, 0);
}

} // namespace cauce::object
