#pragma once

#include <QString>

#include <optional>
#include <utility>
#include <variant>

namespace cauce {

//! What the caller can do about a failure; the message says what happened.
enum class ErrorKind {
    Cancelled, //!< somebody asked for it; say nothing
    Timeout, //!< no answer in time: what was asked may or may not have happened
    Network, //!< no connection, or it broke
    Auth, //!< the other side wants (other) credentials, or refuses these
    HostKey, //!< an ssh host key that is not known yet: a person may accept exactly this one
    Identity, //!< the other side does not prove who it is (certificate, changed host key)
    Consent, //!< a person must agree first (exec plugin, unknown host)
    NotFound, //!< what was named is not there
    Conflict, //!< it moved since it was read
    Invalid, //!< the input is wrong; trying again will not help
    RateLimited, //!< too many requests; try later
    Io, //!< the local disk or a local process failed
    Internal //!< a mistake of ours
};

//! The name of \p kind in English, for logs and JSON.
QString nameOf(ErrorKind kind);

//! \brief Why something could not be done: English, technical, without secrets.
//!
//! The message names the object, file:line or host. The user interface maps the kind to a
//! translated sentence and shows the message under "Details".
struct Error
{
    ErrorKind kind = ErrorKind::Internal;
    QString message;

    friend bool operator==(const Error&, const Error&) = default;
};

//! An Error on its way into a Result: `return Failure {other.error()};`
struct Failure
{
    Error error;
};

inline Failure fail(ErrorKind kind, QString message)
{
    return Failure {Error {kind, std::move(message)}};
}

//! \brief A value or the Error that stands in its place, with the names of std::expected.
//!
//! Reading the value of a failed Result is a bug (asserted), never an exception.
template <typename T>
class [[nodiscard]] Result
{
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    { }
    Result(Failure failure)
        : m_state(std::in_place_index<1>, std::move(failure.error))
    { }

    bool has_value() const { return m_state.index() == 0; }
    explicit operator bool() const { return has_value(); }

    const T& value() const&
    {
        Q_ASSERT_X(has_value(), "Result", "the value of a failed result was read");
        return *std::get_if<0>(&m_state);
    }
    T& value() &
    {
        Q_ASSERT_X(has_value(), "Result", "the value of a failed result was read");
        return *std::get_if<0>(&m_state);
    }
    T&& value() && { return std::move(value()); }
    const T& operator*() const& { return value(); }
    T& operator*() & { return value(); }
    T&& operator*() && { return std::move(value()); }
    const T* operator->() const { return &value(); }
    T* operator->() { return &value(); }

    const Error& error() const
    {
        Q_ASSERT_X(!has_value(), "Result", "the error of a good result was read");
        return *std::get_if<1>(&m_state);
    }

private:
    std::variant<T, Error> m_state;
};

//! Done, or the Error that says why not.
template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Failure failure)
        : m_error(std::move(failure.error))
    { }

    bool has_value() const { return !m_error; }
    explicit operator bool() const { return has_value(); }
    const Error& error() const
    {
        Q_ASSERT_X(m_error, "Result", "the error of a good result was read");
        return *m_error;
    }

private:
    std::optional<Error> m_error;
};

} // namespace cauce
