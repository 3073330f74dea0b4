#include "core/object/jsoncodec.h"
#include "core/object/jsonpointer.h"
#include "core/sandbox/patches.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;
using cauce::object::JsonPointer;

namespace cauce::sandbox {

namespace {

// What one patch may ask for: as many operations as a server allows, no deeper than a text may be,
// and no more bytes copied (a copy of the whole into itself doubles it each time).
constexpr qsizetype kMostOperations = 10'000;
constexpr qsizetype kDeepest = 200;
constexpr qsizetype kMostCopied = 3 << 20;

struct Operation
{
    QString name;
    JsonPointer path;
    JsonPointer from;
    const Json* value = nullptr;
};

// The index of an array's item that \p token names; \p end stands for "-".
std::optional<qsizetype> itemIndex(const QString& token, qsizetype size, bool isAdded)
{
    if (token == "-"_L1 && isAdded)
        return size;
    bool isNumber = false;
    const qlonglong index = token.toLongLong(&isNumber);
    const bool isPlain = isNumber && QString::number(index) == token && index >= 0;
    if (!isPlain || index > size || (index == size && !isAdded))
        return std::nullopt;
    return qsizetype(index);
}

// Changes the value at the parent of a pointer; walks down and puts the parts together again.
using Change = std::function<bool(Json& parent, const QString& token)>;

bool changeAt(Json& value, std::span<const QString> tokens, const Change& change)
{
    if (tokens.size() == 1)
        return change(value, tokens.front());
    if (value.isObject()) {
        const Json* found = value.find(tokens.front());
        if (!found)
            return false;
        Json member = *found;
        if (!changeAt(member, tokens.subspan(1), change))
            return false;
        value.set(tokens.front(), std::move(member));
        return true;
    }
    const auto index = itemIndex(tokens.front(), value.size(), false);
    if (!value.isArray() || !index)
        return false;
    Json item = value.at(*index);
    if (!changeAt(item, tokens.subspan(1), change))
        return false;
    value.replace(*index, std::move(item));
    return true;
}

bool added(Json& parent, const QString& token, const Json& value)
{
    if (parent.isObject()) {
        parent.set(token, value);
        return true;
    }
    const auto index = parent.isArray() ? itemIndex(token, parent.size(), true) : std::nullopt;
    if (!index)
        return false;
    Json::Items items(parent.items().begin(), parent.items().end());
    items.insert(items.begin() + *index, value);
    parent = Json(std::move(items));
    return true;
}

bool removedFrom(Json& parent, const QString& token)
{
    if (parent.isObject())
        return parent.remove(token);
    const auto index = parent.isArray() ? itemIndex(token, parent.size(), false) : std::nullopt;
    if (index)
        parent.removeAt(*index);
    return index.has_value();
}

bool replacedIn(Json& parent, const QString& token, const Json& value)
{
    if (parent.isObject()) {
        parent.set(token, value);
        return true;
    }
    const auto index = parent.isArray() ? itemIndex(token, parent.size(), false) : std::nullopt;
    if (index)
        parent.replace(*index, value);
    return index.has_value();
}

bool add(Json& document, const JsonPointer& path, const Json& value)
{
    if (path.tokens.isEmpty()) {
        document = value;
        return true;
    }
    return changeAt(document, path.tokens, [&value](Json& parent, const QString& token) {
        return added(parent, token, value);
    });
}

bool removeAt(Json& document, const JsonPointer& path)
{
    return !path.tokens.isEmpty() && changeAt(document, path.tokens, removedFrom);
}

bool replaceAt(Json& document, const JsonPointer& path, const Json& value)
{
    if (path.tokens.isEmpty()) {
        document = value;
        return true;
    }
    return changeAt(document, path.tokens, [&value](Json& parent, const QString& token) {
        return replacedIn(parent, token, value);
    });
}

bool done(Json& document, const Operation& operation, qsizetype& copied)
{
    static const Json null;
    const Json& value = operation.value ? *operation.value : null;
    if (operation.name == "add"_L1)
        return add(document, operation.path, value);
    if (operation.name == "remove"_L1)
        return removeAt(document, operation.path);
    if (operation.name == "replace"_L1)
        return replaceAt(document, operation.path, value);
    if (operation.name == "test"_L1) {
        const Json* found = object::valueAt(document, operation.path);
        return found ? *found == value : value.isNull();
    }
    const Json* found = object::valueAt(document, operation.from);
    if (!found)
        return false;
    const Json moved = *found;
    if (operation.name == "copy"_L1) {
        copied += object::toJson(moved).size();
        return copied <= kMostCopied && add(document, operation.path, moved);
    }
    // What is moved into itself would be nowhere.
    return operation.name == "move"_L1
        && (operation.path == operation.from || !operation.path.startsWith(operation.from))
        && removeAt(document, operation.from) && add(document, operation.path, moved);
}

} // namespace

Result<Json> jsonPatched(Json document, const Json& operations)
{
    if (!operations.isArray())
        return fail(ErrorKind::Invalid, u"a JSON patch is a list of operations"_s);
    if (operations.size() > kMostOperations)
        return fail(ErrorKind::Invalid, u"more than %1 operations"_s.arg(kMostOperations));
    qsizetype copied = 0;
    for (qsizetype i = 0; i < operations.size(); ++i) {
        const Json& entry = operations.at(i);
        const auto path = JsonPointer::parse(entry[u"path"].toString());
        const auto from = JsonPointer::parse(entry[u"from"].toString());
        const QString name = entry[u"op"].toString();
        if (!path || !from || !entry[u"path"].isString() || path->tokens.size() > kDeepest
            || !done(document, {name, *path, *from, entry.find(u"value")}, copied))
            return fail(ErrorKind::Invalid,
                        u"operation %1 (%2 %3) cannot be done"_s.arg(i).arg(
                            name, entry[u"path"].toString()));
    }
    return document;
}

Json mergePatched(const Json& document, const Json& patch)
{
    if (!patch.isObject())
        return patch;
    Json result = document.isObject() ? document : Json::emptyObject();
    for (const auto& [key, value] : patch.members()) {
        if (value.isNull())
            result.remove(key);
        else
            result.set(key, mergePatched(result[key], value));
    }
    return result;
}

} // namespace cauce::sandbox
