#include "core/diff/ignore.h"

#include "core/diff/attribution.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace cauce::diff {

namespace {

using object::Json;

bool isLike(const QString& pattern, const QString& text)
{
    if (!pattern.contains(u'*') && !pattern.contains(u'?'))
        return pattern == text;
    return QRegularExpression(QRegularExpression::wildcardToRegularExpression(pattern))
        .match(text)
        .hasMatch();
}

} // namespace

bool IgnoreRule::matches(const object::ResourceKey& key) const
{
    return isLike(group, key.group) && isLike(kind, key.kind)
        && (name.isEmpty() || name == key.name)
        && (nameSpace.isEmpty() || nameSpace == key.nameSpace);
}

QList<IgnoreRule> rulesFor(const QList<IgnoreRule>& rules, const object::ResourceKey& key)
{
    QList<IgnoreRule> found;
    for (const IgnoreRule& rule : rules) {
        if (rule.matches(key))
            found.append(rule);
    }
    return found;
}

std::pair<Json, Json> withoutIgnored(const QList<IgnoreRule>& rules, const Json& live,
                                     const Json& target, const Json& managedFields)
{
    Json left = live;
    Json right = target;
    for (const IgnoreRule& rule : rules) {
        for (const Json& entry : managedFields.items()) {
            if (rule.managers.contains(entry[u"manager"].toString()))
                right = withOwnedFrom(left, right, entry[u"fieldsV1"]);
        }
    }
    for (const IgnoreRule& rule : rules) {
        for (const object::JsonPointer& pointer : rule.pointers) {
            left = object::without(left, pointer);
            right = object::without(right, pointer);
        }
    }
    return {left, right};
}

} // namespace cauce::diff
