#include "core/object/json.h"

#include "core/object/decimal.h"

#include <QHash>
#include <QSharedData>

#include <algorithm>
#include <charconv>
#include <variant>

namespace cauce::object {

namespace {

// From here on an object has an index: a search costs the same however large it is.
constexpr size_t kIndexedFrom = 24;

// QHash has no look-up by view; this borrows the characters for the time of the call.
QString borrowed(QStringView text)
{
    return QString::fromRawData(text.data(), text.size());
}

const Json& nullJson()
{
    static const Json null;
    return null;
}

bool sameValue(const QByteArray& a, const QByteArray& b)
{
    const std::optional<Decimal> x = Decimal::parse(a);
    const std::optional<Decimal> y = Decimal::parse(b);
    return x && y && *x == *y;
}

} // namespace

struct Json::Node : QSharedData
{
    struct Number
    {
        qint64 integer = 0; // when there is no text
        QByteArray text; // empty for an integer written as toInteger() would be
    };

    struct Object
    {
        Json::Members members;
        QHash<QString, quint32> index; // filled from kIndexedFrom members on

        void reindex()
        {
            index.clear();
            if (members.size() < kIndexedFrom)
                return;
            index.reserve(qsizetype(members.size()));
            for (quint32 i = 0; i < members.size(); ++i)
                index.insert(members[i].first, i);
        }

        qsizetype indexOf(QStringView key) const
        {
            if (!index.isEmpty()) {
                const auto found = index.constFind(borrowed(key));
                return found == index.cend() ? -1 : qsizetype(*found);
            }
            for (size_t i = 0; i < members.size(); ++i) {
                if (members[i].first == key)
                    return qsizetype(i);
            }
            return -1;
        }

        Json& append(const QString& key)
        {
            members.emplace_back(key, Json());
            if (!index.isEmpty())
                index.insert(key, quint32(members.size() - 1));
            else if (members.size() >= kIndexedFrom)
                reindex();
            return members.back().second;
        }
    };

    // In the order of Type, which type() relies on.
    std::variant<bool, Number, QString, Items, Object> value;

    template <typename T>
    explicit Node(T content)
        : value(std::move(content))
    { }
};

Json::Json() = default;
Json::~Json() = default;
Json::Json(const Json&) = default;
Json::Json(Json&&) noexcept = default;
Json& Json::operator=(const Json&) = default;
Json& Json::operator=(Json&&) noexcept = default;

Json::Json(Node* node)
    : m_node(node)
{ }

Json Json::boolean(bool value)
{
    return Json(new Node(value));
}

Json::Json(qint64 value)
    : m_node(new Node(Node::Number {value, {}}))
{ }

Json::Json(QString value)
    : m_node(new Node(std::move(value)))
{ }

Json::Json(Items items)
    : m_node(new Node(std::move(items)))
{ }

Json::Json(Members members)
{
    Node::Object object {std::move(members), {}};
    object.reindex();
    Q_ASSERT_X(object.index.isEmpty() || object.index.size() == qsizetype(object.members.size()),
               "Json", "an object's keys must be unique");
    m_node = NodePointer(new Node(std::move(object)));
}

Json Json::emptyObject()
{
    return Json(Members {});
}

Json Json::emptyArray()
{
    return Json(Items {});
}

Json Json::number(QByteArray token)
{
    Q_ASSERT_X(Decimal::parse(token) || token.contains('e') || token.contains('E'), "Json::number",
               "the text is no number");
    // Most numbers are small integers, which need no text of their own.
    bool plain = false;
    const qint64 integer = token.size() < 16 ? token.toLongLong(&plain) : 0;
    if (plain && QByteArray::number(integer) == token)
        return Json(integer);
    return Json(new Node(Node::Number {0, std::move(token)}));
}

Json::Type Json::type() const
{
    return m_node ? Type(m_node->value.index() + 1) : Type::Null;
}

bool Json::toBool(bool fallback) const
{
    const bool* value = m_node ? std::get_if<bool>(&m_node->value) : nullptr;
    return value ? *value : fallback;
}

std::optional<qint64> Json::toInteger() const
{
    const Node::Number* number = m_node ? std::get_if<Node::Number>(&m_node->value) : nullptr;
    if (!number)
        return std::nullopt;
    if (number->text.isEmpty())
        return number->integer;
    const QByteArray& text = number->text;
    const std::optional<Decimal> decimal = Decimal::parse(text);
    if (!decimal || decimal->exponent < 0 || decimal->magnitude() > 18)
        return std::nullopt;
    const QByteArray digits = (decimal->negative ? "-" : "") + decimal->digits
        + QByteArray(qsizetype(decimal->exponent), '0');
    bool fits = false;
    const qint64 whole = digits.toLongLong(&fits);
    return fits || decimal->digits.isEmpty() ? std::optional(whole) : std::nullopt;
}

double Json::toDouble(double fallback) const
{
    const QByteArray text = numberText();
    double value = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
    return error == std::errc() && end == text.end() ? value : fallback;
}

QString Json::toString() const
{
    const QString* value = m_node ? std::get_if<QString>(&m_node->value) : nullptr;
    return value ? *value : QString();
}

QByteArray Json::numberText() const
{
    const Node::Number* value = m_node ? std::get_if<Node::Number>(&m_node->value) : nullptr;
    if (!value)
        return {};
    return value->text.isEmpty() ? QByteArray::number(value->integer) : value->text;
}

std::span<const Json::Member> Json::members() const
{
    const Node::Object* object = m_node ? std::get_if<Node::Object>(&m_node->value) : nullptr;
    return object ? std::span<const Member>(object->members) : std::span<const Member>();
}

std::span<const Json> Json::items() const
{
    const Items* items = m_node ? std::get_if<Items>(&m_node->value) : nullptr;
    return items ? std::span<const Json>(*items) : std::span<const Json>();
}

qsizetype Json::size() const
{
    return qsizetype(isObject() ? members().size() : items().size());
}

const Json* Json::find(QStringView key) const
{
    const Node::Object* object = m_node ? std::get_if<Node::Object>(&m_node->value) : nullptr;
    const qsizetype at = object ? object->indexOf(key) : -1;
    return at < 0 ? nullptr : &object->members[size_t(at)].second;
}

const Json& Json::operator[](QStringView key) const
{
    const Json* value = find(key);
    return value ? *value : nullJson();
}

const Json& Json::at(qsizetype index) const
{
    const std::span<const Json> all = items();
    return index >= 0 && index < qsizetype(all.size()) ? all[size_t(index)] : nullJson();
}

const Json& Json::path(std::initializer_list<QStringView> keys) const
{
    const Json* value = this;
    for (const QStringView key : keys)
        value = &(*value)[key];
    return *value;
}

Json::Node& Json::detach()
{
    // Acquire: what another thread did with its copy before it let go happened before we write.
    if (m_node->ref.loadAcquire() != 1)
        m_node = NodePointer(new Node(*m_node));
    return *m_node;
}

Json& Json::member(const QString& key)
{
    if (!isObject())
        *this = emptyObject();
    auto& object = std::get<Node::Object>(detach().value);
    const qsizetype at = object.indexOf(key);
    return at < 0 ? object.append(key) : object.members[size_t(at)].second;
}

void Json::set(const QString& key, Json value)
{
    member(key) = std::move(value);
}

void Json::setPath(std::initializer_list<QStringView> keys, Json value)
{
    Json* place = this;
    for (const QStringView key : keys)
        place = &place->member(key.toString());
    *place = std::move(value);
}

bool Json::remove(QStringView key)
{
    if (!contains(key))
        return false;
    auto& object = std::get<Node::Object>(detach().value);
    object.members.erase(object.members.begin() + object.indexOf(key));
    object.reindex();
    return true;
}

void Json::append(Json value)
{
    if (!isArray())
        *this = emptyArray();
    std::get<Items>(detach().value).push_back(std::move(value));
}

void Json::replace(qsizetype index, Json value)
{
    Q_ASSERT_X(isArray() && index >= 0 && index < size(), "Json::replace", "no such item");
    std::get<Items>(detach().value)[size_t(index)] = std::move(value);
}

void Json::removeAt(qsizetype index)
{
    Q_ASSERT_X(isArray() && index >= 0 && index < size(), "Json::removeAt", "no such item");
    auto& items = std::get<Items>(detach().value);
    items.erase(items.begin() + index);
}

bool Json::sameMembers(const Json& a, const Json& b)
{
    const std::span<const Member> x = a.members();
    const std::span<const Member> y = b.members();
    if (x.size() != y.size())
        return false;
    for (size_t i = 0; i < x.size(); ++i) {
        // Most often the order is the same, and no search is needed.
        const Json* other = x[i].first == y[i].first ? &y[i].second : b.find(x[i].first);
        if (!other || x[i].second != *other)
            return false;
    }
    return true;
}

bool operator==(const Json& a, const Json& b)
{
    if (a.m_node == b.m_node)
        return true;
    if (a.type() != b.type())
        return false;
    switch (a.type()) {
    case Json::Type::Null:
        return true;
    case Json::Type::Bool:
        return a.toBool() == b.toBool();
    case Json::Type::Number:
        return a.numberText() == b.numberText() || sameValue(a.numberText(), b.numberText());
    case Json::Type::String:
        return a.toString() == b.toString();
    case Json::Type::Array:
        return std::ranges::equal(a.items(), b.items());
    case Json::Type::Object:
        return Json::sameMembers(a, b);
    }
    return false;
}

qsizetype Json::byteSize() const
{
    qsizetype bytes = qsizetype(sizeof(Json));
    if (m_node)
        bytes += qsizetype(sizeof(Node)) + 2 * toString().size() + numberText().size();
    for (const auto& [key, value] : members())
        bytes += qsizetype(sizeof(QString)) + 2 * key.size() + value.byteSize();
    for (const Json& item : items())
        bytes += item.byteSize();
    return bytes;
}

Json withSortedKeys(const Json& value)
{
    if (value.isArray()) {
        Json::Items items;
        items.reserve(size_t(value.size()));
        for (const Json& item : value.items())
            items.push_back(withSortedKeys(item));
        return Json(std::move(items));
    }
    if (!value.isObject())
        return value;
    Json::Members members(value.members().begin(), value.members().end());
    std::ranges::sort(members, {}, &Json::Member::first);
    for (auto& [key, member] : members)
        member = withSortedKeys(member);
    return Json(std::move(members));
}

} // namespace cauce::object
