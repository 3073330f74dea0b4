#pragma once

#include <QByteArray>
#include <QExplicitlySharedDataPointer>
#include <QString>

#include <concepts>
#include <initializer_list>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace cauce::object {

//! \brief A JSON value that loses nothing: key order, integers up to 2^64 and the text "1.0"
//! survive.
//!
//! A value with shared, copy-on-write content: copies are cheap and safe to send to another thread.
//! Reading what is not there answers a null value, never fails, so that an object of odd shape
//! (`metadata: 5`) is harmless.
class Json
{
public:
    enum class Type { Null, Bool, Number, String, Array, Object };
    using Member = std::pair<QString, Json>;
    using Members = std::vector<Member>;
    using Items = std::vector<Json>;

    Json(); //!< null
    //! Only for a bool: a pointer or a number must not turn into true.
    template <std::same_as<bool> T>
    explicit Json(T value)
        : Json(boolean(value))
    { }
    explicit Json(qint64 value);
    template <std::floating_point T>
    Json(T) = delete; // number() with the text that is meant
    Json(QString value);
    explicit Json(Items items);
    explicit Json(Members members); //!< keys must be unique (asserted)
    ~Json();
    Json(const Json&);
    Json(Json&&) noexcept;
    Json& operator=(const Json&);
    Json& operator=(Json&&) noexcept;

    static Json emptyObject();
    static Json emptyArray();
    //! \param token a number as JSON writes it; it is kept to the letter
    static Json number(QByteArray token);

    Type type() const;
    bool isNull() const { return type() == Type::Null; }
    bool isObject() const { return type() == Type::Object; }
    bool isArray() const { return type() == Type::Array; }
    bool isString() const { return type() == Type::String; }
    bool isNumber() const { return type() == Type::Number; }
    bool isBool() const { return type() == Type::Bool; }

    bool toBool(bool fallback = false) const;
    //! \return the integer when this is a number with an integral value that fits, else nothing
    std::optional<qint64> toInteger() const;
    double toDouble(double fallback = 0) const;
    QString toString() const; //!< empty unless a string
    QByteArray numberText() const; //!< the number's own text; empty unless a number

    std::span<const Member> members() const; //!< in order; empty unless an object
    std::span<const Json> items() const; //!< empty unless an array
    qsizetype size() const; //!< members or items
    bool contains(QStringView key) const { return find(key) != nullptr; }
    const Json* find(QStringView key) const; //!< nullptr when absent or not an object
    const Json& operator[](QStringView key) const; //!< null when absent
    const Json& at(qsizetype index) const; //!< null when out of range
    //! Walks down object members: `json.path({u"spec", u"template"})`.
    const Json& path(std::initializer_list<QStringView> keys) const;

    //! Sets a member, in place when the key exists and at the end when not; what is no object
    //! becomes one.
    void set(const QString& key, Json value);
    //! set() along a path of keys; what is missing or no object on the way becomes an object.
    void setPath(std::initializer_list<QStringView> keys, Json value);
    bool remove(QStringView key);
    void append(Json value); //!< what is no array becomes one
    //! Replaces an item; out of range is a bug (asserted).
    void replace(qsizetype index, Json value);
    void removeAt(qsizetype index); //!< out of range is a bug (asserted)

    //! Objects whatever their order; numbers by value (1, 1.0 and 1e0 are equal).
    friend bool operator==(const Json& a, const Json& b);

    //! Approximate heap bytes, for budgets.
    //! A value that stands in several places counts in each.
    qsizetype byteSize() const;

private:
    struct Node;
    using NodePointer = QExplicitlySharedDataPointer<Node>;
    explicit Json(Node* node);
    static Json boolean(bool value);
    static bool sameMembers(const Json& a, const Json& b);
    Node& detach();
    Json& member(const QString& key); // made when missing

    NodePointer m_node; // null means JSON null; written to only through detach()
};

//! \p value with the members of every object in the order of their keys, as a server writes them.
Json withSortedKeys(const Json& value);

} // namespace cauce::object
