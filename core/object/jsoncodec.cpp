#include "core/object/jsoncodec.h"

#include "core/object/jsonreader.h"
#include "core/object/keycache.h"
#include "core/object/sourcemap.h"
#include "core/object/textposition.h"

// Nothing of simdjson may throw: only its calls with error codes remain.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <QSet>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;

namespace cauce::object {

namespace {

using namespace simdjson;

// Up to here a duplicate key is found by looking at the keys before it.
constexpr size_t kFewMembers = 16;
// A parser keeps its buffers; one that read something large is not kept.
constexpr size_t kKeptCapacity = 1 << 20;

bool isJsonDigit(char c)
{
    return c >= '0' && c <= '9';
}

// RFC 8259: On-Demand checks a number only when it is converted, which would lose its text.
bool isJsonNumber(std::string_view token)
{
    size_t i = 0;
    const auto digits = [&] {
        const size_t begin = i;
        while (i < token.size() && isJsonDigit(token[i]))
            ++i;
        return i - begin;
    };
    if (i < token.size() && token[i] == '-')
        ++i;
    const size_t whole = i;
    if (digits() == 0 || (token[whole] == '0' && i > whole + 1))
        return false;
    if (i < token.size() && token[i] == '.') {
        ++i;
        if (digits() == 0)
            return false;
    }
    if (i < token.size() && (token[i] == 'e' || token[i] == 'E')) {
        ++i;
        if (i < token.size() && (token[i] == '-' || token[i] == '+'))
            ++i;
        if (digits() == 0)
            return false;
    }
    return i == token.size();
}

std::string_view trimmed(std::string_view token)
{
    while (!token.empty() && QByteArrayView(" \t\r\n").contains(token.back()))
        token.remove_suffix(1);
    return token;
}

// simdjson's own words, without the name of the code in front.
QString sentence(error_code code)
{
    const QString text = QString::fromUtf8(error_message(code));
    return text.mid(text.indexOf(u": "_s) + (text.contains(u": "_s) ? 2 : 1));
}

class JsonReader
{
public:
    JsonReader(const padded_string& text, const JsonBudget& budget, SourceMapBuilder* positions)
        : m_begin(text.data())
        , m_budget(budget)
        , m_positions(positions)
        , m_counter(QByteArrayView(text.data(), qsizetype(text.size())))
    { }

    bool document(ondemand::document& document, Json& out)
    {
        ondemand::value root;
        if (!good(document.get_value().get(root)) || !value(root, out, SourceMap::rootKey()))
            return false;
        const char* rest = nullptr;
        return document.current_location().get(rest) == OUT_OF_BOUNDS
            || failed(u"there is more text behind the JSON value"_s);
    }

    const QString& problem() const { return m_problem; }

private:
    bool failed(const QString& what)
    {
        m_problem = what;
        return false;
    }

    bool good(error_code code) { return code == SUCCESS || failed(sentence(code)); }

    bool enter(ondemand::value& value, quint64 key)
    {
        if (++m_nodes > m_budget.maxNodes)
            return failed(u"more than %1 values"_s.arg(m_budget.maxNodes));
        const char* at = nullptr;
        if (m_positions && value.current_location().get(at) == SUCCESS) {
            const TextPosition position = m_counter.at(at - m_begin);
            m_positions->add(key, {position.line, position.column});
        }
        return true;
    }

    bool value(ondemand::value& value, Json& out, quint64 key)
    {
        ondemand::json_type type {};
        if (!good(value.type().get(type)))
            return false;
        if (!enter(value, key))
            return false;
        if (type != ondemand::json_type::array && type != ondemand::json_type::object)
            return leaf(value, type, out);
        if (++m_depth > m_budget.maxDepth)
            return failed(u"nested deeper than %1 levels"_s.arg(m_budget.maxDepth));
        const bool done
            = type == ondemand::json_type::array ? array(value, out, key) : object(value, out, key);
        --m_depth;
        return done;
    }

    bool array(ondemand::value& value, Json& out, quint64 key)
    {
        ondemand::array elements;
        if (!good(value.get_array().get(elements)))
            return false;
        Json::Items items;
        for (auto element : elements) {
            ondemand::value item;
            if (!good(element.get(item)))
                return false;
            const quint64 itemKey
                = m_positions ? SourceMap::childKey(key, qsizetype(items.size())) : 0;
            if (!this->value(item, items.emplace_back(), itemKey))
                return false;
        }
        out = Json(std::move(items));
        return true;
    }

    bool object(ondemand::value& value, Json& out, quint64 key)
    {
        ondemand::object fields;
        if (!good(value.get_object().get(fields)))
            return false;
        Json::Members members;
        QSet<QString> seen;
        for (auto each : fields) {
            ondemand::field field;
            std::string_view name;
            if (!good(std::move(each).get(field)) || !good(field.unescaped_key().get(name)))
                return false;
            const QString memberKey
                = KeyCache::ofThisThread().key(QByteArrayView(name.data(), qsizetype(name.size())));
            if (isDuplicate(members, seen, memberKey))
                return failed(u"the key \"%1\" stands twice in one object"_s.arg(memberKey));
            Json& member = members.emplace_back(memberKey, Json()).second;
            const quint64 childKey = m_positions ? SourceMap::childKey(key, memberKey) : 0;
            if (!this->value(field.value(), member, childKey))
                return false;
        }
        out = Json(std::move(members));
        return true;
    }

    bool leaf(ondemand::value& value, ondemand::json_type type, Json& out)
    {
        if (type == ondemand::json_type::string) {
            std::string_view text;
            if (!good(value.get_string().get(text)))
                return false;
            out = Json(exactText(QByteArrayView(text.data(), qsizetype(text.size()))));
            return true;
        }
        if (type == ondemand::json_type::boolean) {
            bool flag = false;
            if (!good(value.get_bool().get(flag)))
                return false;
            out = Json(flag);
            return true;
        }
        const std::string_view token = trimmed(value.raw_json_token());
        if (type == ondemand::json_type::null && token == "null")
            return true;
        if (!isJsonNumber(token))
            return failed(u"\"%1\" is no JSON value"_s.arg(
                QString::fromUtf8(token.data(), qsizetype(qMin(token.size(), size_t(40))))));
        // Not converted, and so not passed either: the next step of array or object skips it.
        out = Json::number(QByteArray(token.data(), qsizetype(token.size())));
        return true;
    }

    static bool isDuplicate(const Json::Members& members, QSet<QString>& seen, const QString& key)
    {
        if (members.size() < kFewMembers) {
            return std::ranges::any_of(members,
                                       [&](const Json::Member& m) { return m.first == key; });
        }
        if (seen.isEmpty()) {
            for (const Json::Member& member : members)
                seen.insert(member.first);
        }
        const qsizetype before = seen.size();
        seen.insert(key);
        return seen.size() == before;
    }

    const char* m_begin;
    JsonBudget m_budget;
    SourceMapBuilder* m_positions;
    PositionCounter m_counter;
    QString m_problem;
    qsizetype m_nodes = 0;
    int m_depth = 0;
};

qsizetype firstNonSpace(QByteArrayView text)
{
    qsizetype i = 0;
    while (i < text.size() && QByteArrayView(" \t\r\n").contains(text.at(i)))
        ++i;
    return i;
}

Failure jsonFailure(QByteArrayView text, const QString& file, qsizetype offset, const QString& what)
{
    const TextPosition at = positionAt(text, offset);
    const QString where = (file.isEmpty() ? u"line "_s : QString(file + u':'))
        + QString::number(at.line) + u':' + QString::number(at.column) + u": ";
    return fail(ErrorKind::Invalid, where + what);
}

// On-Demand treats a lone scalar apart; as the only item of an array it is a value like any other.
Result<Json> readScalar(QByteArrayView text, const QString& file, const JsonBudget& budget,
                        SourceMapBuilder* positions)
{
    const QByteArray wrapped = '[' + text.toByteArray() + ']';
    const Result<Json> array = readJson(wrapped, file, budget, nullptr);
    if (!array || array->size() != 1)
        return jsonFailure(text, file, 0, u"not one JSON value"_s);
    if (positions)
        positions->add(SourceMap::rootKey(), {});
    return array->at(0);
}

} // namespace

Result<Json> readJson(QByteArrayView text, const QString& file, const JsonBudget& budget,
                      SourceMapBuilder* positions)
{
    if (text.size() > budget.maxBytes) {
        return fail(
            ErrorKind::Invalid,
            u"%1 has %2 bytes; the limit is %3"_s.arg(file.isEmpty() ? u"the JSON text"_s : file)
                .arg(text.size())
                .arg(budget.maxBytes));
    }
    if (text.startsWith("\xef\xbb\xbf"))
        text = text.sliced(3);
    const qsizetype begin = firstNonSpace(text);
    if (begin == text.size())
        return jsonFailure(text, file, text.size(), u"there is no JSON value"_s);
    if (text.at(begin) != '{' && text.at(begin) != '[')
        return readScalar(text, file, budget, positions);

    thread_local std::unique_ptr<ondemand::parser> parser;
    if (!parser)
        parser = std::make_unique<ondemand::parser>();
    const padded_string padded(text.data(), size_t(text.size()));
    JsonReader reader(padded, budget, positions);
    ondemand::document document;
    Json value;
    const error_code code = parser->iterate(padded).get(document);
    const bool done = code == SUCCESS && reader.document(document, value);
    qsizetype offset = text.size();
    if (!done) {
        const char* at = nullptr;
        if (code == UTF8_ERROR)
            offset = qMax(firstInvalidUtf8(text), 0);
        else if (code == SUCCESS && document.current_location().get(at) == SUCCESS)
            offset = at - padded.data();
    }
    if (parser->capacity() > kKeptCapacity)
        parser.reset();
    if (!done)
        return jsonFailure(text, file, offset, code == SUCCESS ? reader.problem() : sentence(code));
    return value;
}

Result<Json> parseJson(QByteArrayView text, qsizetype maxBytes)
{
    return readJson(text, {}, {.maxBytes = maxBytes}, nullptr);
}

} // namespace cauce::object
