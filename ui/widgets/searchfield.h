#pragma once

#include <QLineEdit>

namespace cauce {

//! A text field to search in, with the key that leads to it; Escape empties it first.
class SearchField : public QLineEdit
{
    Q_OBJECT

public:
    explicit SearchField(const QString& placeholder, const QString& key = {},
                         QWidget* parent = nullptr);

signals:
    void left(); //!< Escape in the empty field, Return or the down key: on to the results

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QString m_key;
};

} // namespace cauce
